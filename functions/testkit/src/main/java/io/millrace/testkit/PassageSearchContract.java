package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.core.document.Sequence;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.BegunSearch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.core.index.WordRequest;
import io.millrace.core.problem.ProblemException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of passages must find, and for whom (architecture §3 invariant 6, §7). */
public abstract class PassageSearchContract extends StoreContract {

    // Searching

    @Test
    void scoresEveryCandidateBothWays() {
        SampleDocument words = SampleDocument.of("words", "Osprey osprey osprey.");
        SampleDocument vector = SampleDocument.of("vector", "Nothing of the kind.");
        index().stage(words.batch());
        index().stage(vector.batch());
        for (int i = 0; i < 40; i++) {
            index().stage(SampleDocument.of("filler" + i, "Filler number " + i).batch());
        }
        var asked = vector.chunks().getFirst().vector();
        try (IndexSnapshot snapshot = index().snapshot()) {
            List<Candidate> found =
                    snapshot.candidates(new SearchRequest("osprey", asked, Visibility.anonymous(TENANT), 1));
            assertThat(found).hasSize(2);
            Candidate byWords = candidate(found, words);
            Candidate byVector = candidate(found, vector);
            assertThat(byWords.bm25()).isPositive();
            assertThat(byWords.cosine())
                    .isCloseTo(asked.cosine(words.chunks().getFirst().vector()), within(1e-5));
            assertThat(byVector.bm25()).isZero();
            assertThat(byVector.cosine()).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void aSearchThatBeganBeforeItsVectorCameFindsTheSame() {
        index().stage(heron.batch());
        index().stage(mill.batch());
        Embedding vector = SampleVectors.unit(1);
        Visibility anyone = Visibility.anonymous(TENANT);
        try (IndexSnapshot snapshot = index().snapshot()) {
            BegunSearch begun = snapshot.begin(new WordRequest("heron wheel", anyone, Filter.NONE, 2));
            assertThat(begun.candidates(vector))
                    .hasSizeGreaterThan(1)
                    .hasSameElementsAs(snapshot.candidates(new SearchRequest("heron wheel", vector, anyone, 2)));
        }
    }

    @Test
    void givesNegativeCosinesAsTheyAre() {
        index().stage(heron.batch());
        float[] opposite = heron.chunks().getFirst().vector().toArray();
        for (int i = 0; i < opposite.length; i++) {
            opposite[i] = -opposite[i];
        }
        var asked = Embedding.of(opposite);
        try (IndexSnapshot snapshot = index().snapshot()) {
            var request = new SearchRequest("heron", asked, Visibility.anonymous(TENANT), 5);
            assertThat(snapshot.candidates(request))
                    .singleElement()
                    .satisfies(found -> assertThat(found.cosine()).isCloseTo(-1, within(1e-5)));
        }
    }

    @Test
    void findsHeadingsAndTitle() {
        index().stage(heron.batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.candidates(request("absent", 5)).getFirst().bm25())
                    .isZero();
            assertThat(snapshot.candidates(request("about", 5)).getFirst().bm25())
                    .isPositive();
            assertThat(snapshot.candidates(request("part", 5)).getFirst().bm25())
                    .isPositive();
        }
    }

    @Test
    void takesAnyTextAsAQuestion() {
        index().stage(heron.batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.candidates(request("+heron AND (\"*: ~ /[", 5))).hasSize(1);
            assertThat(snapshot.candidates(request("", 5))).hasSize(1);
            StringBuilder endless = new StringBuilder("heron ");
            for (int i = 0; endless.length() < 100_000; i++) {
                endless.append("word").append(i).append(' ');
            }
            assertThat(snapshot.candidates(request(endless.toString(), 5))
                            .getFirst()
                            .bm25())
                    .isPositive();
        }
    }

    @Test
    void computesTheInverseDocumentFrequencyOfAStem() {
        index().stage(heron.batch());
        index().stage(mill.batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.inverseDocumentFrequency("water"))
                    .isCloseTo(Math.log(1 + (4 - 2 + .5) / (2 + .5)), within(1e-9));
            assertThat(snapshot.inverseDocumentFrequency("unheard"))
                    .isCloseTo(Math.log(1 + (4 + .5) / .5), within(1e-9));
        }
    }

    @Test
    void showsASnapshotUnchanged() {
        index().stage(heron.batch());
        try (IndexSnapshot before = index().snapshot()) {
            index().remove(heron.key(), heron.uri(), Sequence.ofNumber(2), heron.changedAt());
            List<Candidate> found = before.candidates(request("heron", 5));
            assertThat(before.load(found))
                    .singleElement()
                    .satisfies(passage -> assertThat(passage.chunk().text())
                            .isEqualTo(heron.texts().getFirst()));
        }
    }

    /** Invariant 2: what is found of a document is one version of it, whole. */
    @Test
    void aReaderNeverSeesHalfOfADocumentOrTwoVersionsOfIt() throws Exception {
        int passages = 20;
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<Boolean> writing = writer.submit(() -> {
                for (int version = 1; version <= 6; version++) {
                    String[] texts = new String[passages];
                    for (int i = 0; i < passages; i++) {
                        texts[i] = "Heron " + i + " of version " + version;
                    }
                    heron.at(version).saying(texts).in(3).toBatches().forEach(index()::stage);
                }
                return true;
            });
            int seen = 0;
            while (!writing.isDone() || seen == 0) {
                if (writing.isDone()) {
                    writing.get(); // Where it failed, nothing would ever be seen.
                }
                try (IndexSnapshot snapshot = index().snapshot()) {
                    List<Passage> found = snapshot.load(snapshot.candidates(request("heron", 100)));
                    assertThat(found.stream().map(Passage::version).distinct()).hasSizeLessThanOrEqualTo(1);
                    assertThat(found.size()).isIn(0, passages);
                    seen = found.size();
                }
            }
            assertThat(writing.get()).isTrue();
        }
    }

    @Test
    void aQuotedPhraseComesBeforeItsWords() {
        SampleDocument words = SampleDocument.of("words", "Code red, and once more red code, red, red, code code.");
        SampleDocument phrase = SampleDocument.of(
                "phrase", "There was a long alarm on the ward in the night before the last one, a code red it was.");
        index().stage(words.batch());
        index().stage(phrase.batch());
        assertThat(firstByWords("red code")).isEqualTo(words.key().id());
        assertThat(firstByWords("red code on \"the ward in the night\""))
                .isEqualTo(phrase.key().id());
    }

    private String firstByWords(String question) {
        try (IndexSnapshot snapshot = index().snapshot()) {
            return snapshot.candidates(request(question, 1)).stream()
                    .max(Comparator.comparingDouble(Candidate::bm25))
                    .orElseThrow()
                    .document();
        }
    }

    @Test
    void refusesAVectorOfAnotherModel() {
        index().stage(heron.batch());
        SearchRequest other =
                new SearchRequest("heron", Embedding.of(new float[] {1, 2}), Visibility.anonymous(TENANT), 1);
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThatThrownBy(() -> snapshot.candidates(other))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("vector-dimension-differs"));
        }
    }

    @Test
    void searchesAnEmptyIndex() {
        assertThat(texts("anything")).isEmpty();
        assertThat(index().counts().documents()).isZero();
        assertThat(ledger().find(heron.key())).isEmpty();
    }

    // Visibility

    @Test
    void showsEachAskerOnlyWhatTheyMaySee() {
        index().stage(SampleDocument.of("open", "Secret of all.").batch());
        index().stage(SampleDocument.of("ann", "Secret of Ann.")
                .seenBy("user:ann")
                .batch());
        index().stage(SampleDocument.of("staff", "Secret of staff.")
                .seenBy("group:staff", "user:bob")
                .batch());
        index().stage(SampleDocument.of("elsewhere", "Secret elsewhere.")
                .of("other")
                .batch());
        assertThat(texts("secret")).containsExactly("Secret of all.");
        assertThat(textsFor(Set.of("user:ann"), "secret"))
                .containsExactlyInAnyOrder("Secret of all.", "Secret of Ann.");
        assertThat(textsFor(Set.of("user:carl", "group:staff"), "secret"))
                .containsExactlyInAnyOrder("Secret of all.", "Secret of staff.");
        assertThat(textsFor(Set.of("user:an", "user:annette", "ann"), "secret")).containsExactly("Secret of all.");
        assertThat(search(new Visibility("other", Set.of("user:ann"), null), "secret"))
                .containsExactly("Secret elsewhere.");
    }

    @Test
    void findsTheBestThatMayBeSeenAmongManyThatMayNot() {
        Staging.together(
                index(),
                IntStream.range(0, 60)
                        .mapToObj(i -> SampleDocument.of("p" + i, "Secret secret " + i)
                                .seenBy("user:x")
                                .batch())
                        .toList());
        index().stage(SampleDocument.of("open", "A secret among many words that make it rank low.")
                .batch());
        try (IndexSnapshot snapshot = index().snapshot()) {
            assertThat(snapshot.candidates(request("secret", 1))).hasSize(1);
        }
    }

    @Test
    void narrowsToAUriPrefix() {
        index().stage(heron.batch());
        index().stage(mill.batch());
        assertThat(search(new Visibility(TENANT, Set.of(), "file:/samples/h"), "water"))
                .containsExactlyElementsOf(heron.texts());
        assertThat(search(new Visibility(TENANT, Set.of(), "file:/elsewhere/"), "water"))
                .isEmpty();
    }
}
