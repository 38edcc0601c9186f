package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.index.Candidate;
import io.millrace.core.index.Edition;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordStatistics;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of passages must tell of what has changed in it. */
public abstract class EditionContract extends StoreContract {

    private static final Visibility EVERYONE = Visibility.anonymous(TENANT);

    @Test
    void anEditionGrowsByWhatComesAndGoes() {
        Edition empty = edition();
        index().stage(heron.batch());
        index().stage(mill.batch());
        Edition both = edition();
        index().remove(mill.key(), mill.uri(), mill.at(2).sequence(), mill.changedAt());
        Edition removed = edition();

        assertThat(both.follows(empty)).isTrue();
        assertThat(empty.follows(both)).isFalse();
        assertThat(both.number() - empty.number()).isEqualTo(4);
        assertThat(removed.number() - both.number()).isEqualTo(3);
    }

    @Test
    void whatChangesNothingThatIsFoundIsNoNewEdition() {
        index().stage(heron.batch());
        Edition before = edition();

        index().stage(heron.at(2).batch());
        assign(mill, "change");
        index().stage(mill.in(2).toBatches().getFirst());

        assertThat(edition()).isEqualTo(before);
    }

    /** A store that knows that nothing was put back may go on counting; one that can't know must begin anew. */
    @Test
    void aStoreThatIsOpenedAgainGoesOnCountingOrHasAnotherOrigin() {
        index().stage(heron.batch());
        Edition before = edition();
        restart();
        Edition after = edition();

        assertThat(after.equals(before) || !after.origin().equals(before.origin()))
                .isTrue();
    }

    @Test
    void tellsWhatWasPublishedSince() {
        index().stage(heron.batch());
        Edition before = edition();
        index().stage(mill.batch());

        assertThat(since(before, EVERYONE, Filter.NONE))
                .isEqualTo(Set.of(mill.key().id()));
        assertThat(since(edition(), EVERYONE, Filter.NONE)).isEmpty();
        Edition later = edition();
        index().stage(heron.at(2).saying("Another heron.").batch());
        assertThat(since(later, EVERYONE, Filter.NONE))
                .isEqualTo(Set.of(heron.key().id()));
        index().remove(heron.key(), heron.uri(), heron.at(3).sequence(), heron.changedAt());
        assertThat(since(later, EVERYONE, Filter.NONE)).isEmpty();
    }

    @Test
    void tellsOnlyWhatTheAskerMaySeeOfIt() {
        index().stage(heron.batch());
        Edition before = edition();
        index().stage(SampleDocument.of("ann", "Of Ann.").seenBy("user:ann").batch());
        index().stage(SampleDocument.of("elsewhere", "Elsewhere.").of("other").batch());

        assertThat(since(before, EVERYONE, Filter.NONE)).isEmpty();
        assertThat(since(before, new Visibility(TENANT, Set.of("user:ann"), null), Filter.NONE))
                .hasSize(1);
        assertThat(since(before, new Visibility(TENANT, Set.of("user:ann"), "file:/x"), Filter.NONE))
                .isEmpty();
        assertThat(since(before, new Visibility(TENANT, Set.of("user:ann"), null), of(heron)))
                .isEmpty();
    }

    @Test
    void scoresWhatIsNewAsItWouldHaveBeenScored() {
        index().stage(mill.batch());
        stage(20, "filler", "Filler of water number ");
        SearchRequest request = request("water heron", 100);
        Edition before = edition();
        WordStatistics frozen;
        try (IndexSnapshot snapshot = index().snapshot()) {
            frozen = snapshot.statistics("water heron");
        }
        assertThat(frozen.holding()).containsEntry("water", 21).containsEntry("heron", 0);
        index().stage(heron.batch());
        WordStatistics withIt;
        Candidate found;
        try (IndexSnapshot snapshot = index().snapshot()) {
            withIt = snapshot.statistics("water heron");
            found = candidate(snapshot.candidates(request), heron);
        }
        // What comes later counts for the index, and not for what was frozen.
        stage(60, "later", "No more of it. ");

        try (IndexSnapshot snapshot = index().snapshot()) {
            Candidate asThen = candidate(snapshot.publishedSince(before, request, withIt), heron);
            Candidate now = candidate(snapshot.candidates(request), heron);
            assertThat(asThen.bm25()).isCloseTo(found.bm25(), within(1e-5));
            assertThat(asThen.cosine()).isCloseTo(found.cosine(), within(1e-6));
            assertThat(now.bm25()).isGreaterThan(asThen.bm25() + .1);
            assertThat(candidate(snapshot.publishedSince(before, request, frozen), heron)
                            .bm25())
                    .isPositive();
        }
    }

    @Test
    void tellsWhetherDocumentsAreAsTheyWere() {
        index().stage(heron.batch());
        index().stage(mill.batch());
        Edition before = edition();

        assertThat(unchanged(Set.of(heron, mill), before, EVERYONE, Filter.NONE))
                .isTrue();
        index().stage(SampleDocument.of("more", "More.").batch());
        index().stage(heron.at(2).batch());
        assertThat(unchanged(Set.of(heron, mill), before, EVERYONE, Filter.NONE))
                .isTrue();

        index().stage(heron.at(3).saying("It flies.").batch());
        assertThat(unchanged(Set.of(heron, mill), before, EVERYONE, Filter.NONE))
                .isFalse();
        assertThat(unchanged(Set.of(mill), before, EVERYONE, Filter.NONE)).isTrue();
        assertThat(unchanged(Set.of(heron, mill), edition(), EVERYONE, Filter.NONE))
                .isTrue();

        index().remove(mill.key(), mill.uri(), mill.at(2).sequence(), mill.changedAt());
        assertThat(unchanged(Set.of(mill), edition(), EVERYONE, Filter.NONE)).isFalse();
        index().stage(mill.at(3).batch());
        assertThat(unchanged(Set.of(mill), before, EVERYONE, Filter.NONE)).isFalse();
    }

    @Test
    void whatMayNoLongerBeSeenIsNotAsItWas() {
        SampleDocument secret = heron.seenBy("user:ann");
        index().stage(secret.batch());
        Edition before = edition();
        Visibility ann = new Visibility(TENANT, Set.of("user:ann"), null);

        assertThat(unchanged(Set.of(secret), before, ann, Filter.NONE)).isTrue();
        assertThat(unchanged(Set.of(secret), before, EVERYONE, Filter.NONE)).isFalse();
        assertThat(unchanged(Set.of(secret), before, new Visibility("other", Set.of("user:ann"), null), Filter.NONE))
                .isFalse();
        assertThat(unchanged(Set.of(secret), before, ann, of(mill))).isFalse();
        assertThat(unchanged(Set.of(secret), before, ann, of(secret))).isTrue();

        index().stage(secret.at(2).seenBy("user:bob").batch());
        assertThat(unchanged(Set.of(secret), before, ann, Filter.NONE)).isFalse();
        assertThat(unchanged(Set.of(secret), edition(), ann, Filter.NONE)).isFalse();
    }

    private Edition edition() {
        try (IndexSnapshot snapshot = index().snapshot()) {
            return snapshot.edition();
        }
    }

    private Set<String> since(Edition edition, Visibility visibility, Filter filter) {
        SearchRequest request = new SearchRequest("water", SampleVectors.unit(1), visibility, filter, 1);
        try (IndexSnapshot snapshot = index().snapshot()) {
            List<Candidate> published = snapshot.publishedSince(edition, request, snapshot.statistics("water"));
            Set<String> documents = new HashSet<>();
            published.forEach(one -> documents.add(one.document()));
            return documents;
        }
    }

    private boolean unchanged(Set<SampleDocument> documents, Edition edition, Visibility visibility, Filter filter) {
        Set<String> ids = new HashSet<>();
        documents.forEach(document -> ids.add(document.key().id()));
        try (IndexSnapshot snapshot = index().snapshot()) {
            return snapshot.unchanged(ids, edition, visibility, filter);
        }
    }

    private static Filter of(SampleDocument document) {
        return new Filter(
                Set.of(),
                null,
                Set.of(),
                Set.of(),
                Set.of(),
                null,
                null,
                Set.of(document.key().id()));
    }

    private void stage(int documents, String name, String text) {
        Staging.together(
                index(),
                IntStream.range(0, documents)
                        .mapToObj(i -> SampleDocument.of(name + i, text + i).batch())
                        .toList());
    }
}
