package io.millrace.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Batch;
import io.millrace.core.index.Candidate;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.Filter;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.PassageStore;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.StageResult;
import io.millrace.core.index.Visibility;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.SampleVectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is OpenSearch's own; the rest is in the contracts. */
@Tag("containers")
class OpenSearchStoreTest {

    private static final Visibility ANYONE = Visibility.anonymous(DocumentKey.DEFAULT_TENANT);

    private final EmptyStore empty = new EmptyStore(3);

    @AfterEach
    void close() {
        empty.close();
    }

    private PassageStore store() {
        return empty.store();
    }

    // Between OpenSearch's write and the ledger's

    @Test
    void whatAKillLeavesBetweenTheTwoWritesIsMendedByTheNextDelivery() {
        SampleDocument first = SampleDocument.of("mill", "A mill wheel turns.");
        SampleDocument second = first.at(2).saying("A weir holds.", "A sluice opens.");
        store().stage(first.batch());
        written(second);

        assertThat(texts("mill weir")).isEqualTo(Set.copyOf(second.texts()));
        assertThat(store().find(first.key()).orElseThrow().settled()).isEqualTo(first.sequence());
        store().stage(second.batch());
        assertThat(texts("mill weir")).isEqualTo(Set.copyOf(second.texts()));
        try (IndexSnapshot snapshot = store().snapshot()) {
            assertThat(snapshot.statistics("wheel weir opens").holding())
                    .containsEntry("wheel", 0)
                    .containsEntry("weir", 1)
                    .containsEntry("open", 1);
        }
    }

    @Test
    void aRemovalHidesWhatAKilledProcessHadShown() {
        SampleDocument mill = SampleDocument.of("mill", "A mill wheel turns.");
        store().stage(SampleDocument.of("other", "Another.").batch());
        written(mill);
        assertThat(texts("mill")).contains("A mill wheel turns.");

        store().remove(mill.key(), mill.uri(), mill.at(2).sequence(), mill.changedAt());

        assertThat(texts("mill")).doesNotContain("A mill wheel turns.");
        written(mill);
        assertThat(texts("mill")).as("what is written late").doesNotContain("A mill wheel turns.");
    }

    /** The ledger still says that everyone may see it. */
    @Test
    void aVersionThatTheLedgerDoesNotKnowYetIsNotGivenForTheOneBefore() {
        SampleDocument mill = SampleDocument.of("mill", "A mill wheel turns.");
        store().stage(mill.batch());
        written(mill.at(2).seenBy("user:ann").saying("A secret weir holds."));

        try (IndexSnapshot snapshot = store().snapshot()) {
            assertThat(snapshot.passages(mill.key(), mill.version().version())).isEmpty();
        }
    }

    @Test
    void aWriteThatComesLateDoesNotTakeTheLaterOnesPlace() {
        SampleDocument later = SampleDocument.of("mill", "A weir holds.").at(2);
        store().stage(later.batch());
        written(SampleDocument.of("mill", "A mill wheel turns."));

        assertThat(texts("mill weir")).containsExactly("A weir holds.");
    }

    @Test
    void confirmingTheVersionBeforeShowsItInsteadOfWhatAKilledProcessHadShown() {
        SampleDocument first = SampleDocument.of("mill", "A mill wheel turns.");
        SampleDocument second = first.at(2).saying("A weir holds.");
        store().stage(first.batch());
        written(second);

        assertThat(store().confirm(first.at(3).version())).isEmpty();
        store().stage(first.at(3).batch());

        assertThat(texts("mill weir")).isEqualTo(Set.copyOf(first.texts()));
        assertThat(store().stage(second.batch())).isInstanceOf(StageResult.Superseded.class);
        assertThat(texts("mill weir")).isEqualTo(Set.copyOf(first.texts()));
        try (IndexSnapshot snapshot = store().snapshot()) {
            assertThat(snapshot.statistics("wheel weir").holding())
                    .containsEntry("wheel", 1)
                    .containsEntry("weir", 0);
        }
    }

    @Test
    void theBatchesOfTheVersionBeforeShowItInsteadOfWhatAKilledProcessHadShown() {
        SampleDocument first = SampleDocument.of("mill", "A mill wheel turns.", "A sluice opens.");
        store().stage(first.batch());
        written(first.at(2).saying("A weir holds."));

        assertThat(store().stage(first.at(3).in(2).toBatches().getFirst())).isInstanceOf(StageResult.Staged.class);
        store().stage(first.at(3).in(2).toBatches().getLast());

        assertThat(texts("mill weir")).isEqualTo(Set.copyOf(first.texts()));
    }

    @Test
    void aConfirmedVersionStaysAsItIsWhenAnEarlierWriteComesLate() {
        SampleDocument mill = SampleDocument.of("mill", "A mill wheel turns. It creaks.", "A sluice opens\0.");
        store().stage(mill.batch());
        List<Candidate> before = candidates("sluice wheel");
        List<Passage> passages = found("sluice wheel", 100);
        Map<PassageText, EmbeddedChunk> embedded = embedded(mill);

        assertThat(store().confirm(mill.at(3).version())).isPresent();
        written(mill.at(2).saying("A weir holds."));

        assertThat(candidates("sluice wheel")).isEqualTo(before);
        assertThat(found("sluice wheel", 100)).isEqualTo(passages);
        assertThat(embedded(mill)).hasSize(2).isEqualTo(embedded);
    }

    private List<Candidate> candidates(String question) {
        try (IndexSnapshot snapshot = store().snapshot()) {
            return snapshot.candidates(new SearchRequest(question, SampleVectors.unit(1), ANYONE, 100));
        }
    }

    private Map<PassageText, EmbeddedChunk> embedded(SampleDocument document) {
        Set<String> chunks =
                document.chunks().stream().map(passage -> passage.chunk().id()).collect(Collectors.toSet());
        try (IndexSnapshot snapshot = store().snapshot()) {
            return snapshot.embedded(document.key(), document.version().configuration(), chunks);
        }
    }

    /** As a process does whose ledger's transaction is not committed. */
    private void written(SampleDocument document) {
        try (OpenSearchPassages passages = new OpenSearchPassages(empty.settings())) {
            passages.show(document.version(), document.chunks());
        }
    }

    // Searching

    @Test
    void aDocumentMayHaveMoreOfTheBestThanTheFirstRequestGives() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            texts.add("Heron heron number " + i);
        }
        SampleDocument rich = SampleDocument.of("rich", "none").saying(texts.toArray(String[]::new));
        store().stage(rich.batch());
        for (int i = 0; i < 12; i++) {
            store().stage(SampleDocument.of(
                            "poor" + i, "Nothing of it", "A long text with one heron in it, and more " + i)
                    .batch());
        }
        Embedding asked = SampleVectors.unit(3);
        try (IndexSnapshot snapshot = store().snapshot()) {
            List<Candidate> all = snapshot.candidates(new SearchRequest("heron", asked, ANYONE, 1000));
            List<Candidate> found = snapshot.candidates(new SearchRequest("heron", asked, ANYONE, 8));
            assertThat(all).hasSize(33);
            assertThat(best(found, Comparator.comparingDouble(Candidate::bm25), 8))
                    .allMatch(each -> each.document().equals(rich.key().id()));
            assertThat(best(found, Comparator.comparingDouble(Candidate::cosine), 8))
                    .isEqualTo(best(all, Comparator.comparingDouble(Candidate::cosine), 8));
        }
    }

    private static List<Candidate> best(List<Candidate> found, Comparator<Candidate> score, int k) {
        return found.stream().sorted(score.reversed()).limit(k).toList();
    }

    @Test
    void everyPartOfAFilterIsInBothQueries() {
        Instant then = Instant.parse("2026-01-01T00:00:00Z");
        SampleDocument wanted = SampleDocument.of("below/wanted", "Heron.");
        DocumentVersion version = wanted.version();
        store().stage(new Batch(
                new DocumentVersion(
                        version.document(),
                        version.version(),
                        version.sequence(),
                        version.configuration(),
                        version.uri(),
                        version.title(),
                        "Text/HTML; charset=utf-8",
                        null,
                        Map.of("language", "en-GB", "tags", "Draft, policy"),
                        version.access(),
                        then,
                        1,
                        null),
                0,
                1,
                wanted.chunks()));
        for (int i = 0; i < 8; i++) {
            store().stage(SampleDocument.of("other" + i, "Heron heron.")
                    .at(100 + i)
                    .batch());
        }
        Set<String> none = Set.of();
        Instant later = then.plusMillis(1);
        for (Filter filter : List.of(
                new Filter(Set.of("file:/samples/below/"), null, none, none, none, null, null, none),
                new Filter(Set.of(wanted.uri()), null, none, none, none, null, null, none),
                new Filter(none, "/samples/below/w", none, none, none, null, null, none),
                new Filter(none, null, Set.of("text/html"), none, none, null, null, none),
                new Filter(none, null, none, Set.of("en"), none, null, null, none),
                new Filter(none, null, none, none, Set.of("draft"), null, null, none),
                new Filter(none, null, none, none, none, then, later, none),
                new Filter(
                        none,
                        null,
                        none,
                        none,
                        none,
                        null,
                        null,
                        Set.of(wanted.key().id())))) {
            try (IndexSnapshot snapshot = store().snapshot()) {
                for (String question : List.of("heron", "nothing of it")) {
                    assertThat(snapshot.candidates(
                                    new SearchRequest(question, SampleVectors.unit(1), ANYONE, filter, 1)))
                            .as("%s", filter)
                            .singleElement()
                            .satisfies(found -> assertThat(found.document())
                                    .isEqualTo(wanted.key().id()));
                }
            }
        }
    }

    @Test
    void allShardsScoreAlike() {
        for (int i = 0; i < 12; i++) {
            store().stage(SampleDocument.of("same" + i, i == 0 ? "Heron heron heron." : "One heron.")
                    .batch());
        }
        try (IndexSnapshot snapshot = store().snapshot()) {
            assertThat(snapshot.candidates(new SearchRequest("heron", SampleVectors.unit(1), ANYONE, 100)))
                    .extracting(Candidate::bm25)
                    .satisfies(scores -> assertThat(Set.copyOf(scores)).hasSize(2));
        }
    }

    @Test
    void keepsOddCharacters() {
        SampleDocument odd = SampleDocument.of("odd", "A nul\0, half of a pair \uD83D and a \uD83D\uDE00.");
        store().stage(odd.batch());
        try (IndexSnapshot snapshot = store().snapshot()) {
            assertThat(snapshot.passages(odd.key()))
                    .singleElement()
                    .satisfies(passage -> assertThat(passage.chunk().text())
                            .isEqualTo("A nul\0, half of a pair ? and a \uD83D\uDE00."));
        }
    }

    @Test
    void aDocumentOfWhichNothingCanBeFoundNeedsNoIndex() {
        SampleDocument mill = SampleDocument.of("mill", "A mill wheel turns.");
        assertThat(store().remove(mill.key(), mill.uri(), mill.sequence(), mill.changedAt())
                        .state())
                .isEqualTo(State.REMOVED);
        assertThat(texts("mill")).isEmpty();
    }

    private Set<String> texts(String question) {
        Set<String> texts = new HashSet<>();
        found(question, 100).forEach(passage -> texts.add(passage.chunk().text()));
        return texts;
    }

    private List<Passage> found(String question, int k) {
        try (IndexSnapshot snapshot = store().snapshot()) {
            return snapshot.load(snapshot.candidates(new SearchRequest(question, SampleVectors.unit(1), ANYONE, k)));
        }
    }
}
