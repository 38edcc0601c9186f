package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.index.Batch;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.Visibility;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.SampleVectors;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Atomic documents (architecture §3.2) at the speed of the store alone: thousands of questions a second, no process, no model. That the same exercise finds
 * a store which breaks the rule is shown with one that does. The whole stack is {@link AtomicDocumentsIT}'s.
 */
class AtomicDocumentsTest {

    private static final long SEED = Long.getLong("millrace.seed", 1);

    @Test
    void theStoreShowsWholeDocumentsInOneVersion() throws IOException {
        LuceneSettings settings = new LuceneSettings(16, Duration.ofMillis(1), 5000, Duration.ofHours(24));
        try (LuceneStore store = LuceneStore.open(new ByteBuffersDirectory(), settings, Clock.systemUTC())) {
            var exercise =
                    new ChangingDocuments(new StoreTarget(store), TestSize.of(10, 100), TestSize.of(5, 20), 4, SEED);

            ChangingDocuments.Outcome outcome = exercise.run();

            System.out.println(outcome.answers() + " answers of the store alone");
            assertThat(outcome.faults()).as("seed %d", SEED).isEmpty();
            assertThat(outcome.answers()).isGreaterThan(ChangingDocuments.READERS);
            exercise.assertAllThere();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStoreThatBreaksTheRuleIsFound(Break rule) {
        ChangingDocuments.Outcome outcome = new ChangingDocuments(new BrokenTarget(rule), 5, 8, 1, SEED).run();

        assertThat(outcome.faults()).anyMatch(fault -> fault.contains(rule.fault));
    }

    /** Six sentences a passage. */
    private static String[] passages(String text) {
        List<String> sentences = List.of(text.split("(?<=\\. )", -1));
        return IntStream.range(0, (sentences.size() + 5) / 6)
                .mapToObj(i -> String.join("", sentences.subList(6 * i, Math.min(6 * i + 6, sentences.size()))))
                .filter(passage -> !passage.isBlank())
                .toArray(String[]::new);
    }

    /** The store in process: a passage for every six sentences, two batches a version. */
    private record StoreTarget(LuceneStore store) implements ChangingDocuments.Target {

        @Override
        public void replace(String group, String document, int version, String text) {
            for (Batch batch : sample(group, document, version)
                    .saying(passages(text))
                    .in(2)
                    .toBatches()) {
                store.stage(batch);
            }
        }

        @Override
        public void remove(String group, String document, int version) {
            SampleDocument gone = sample(group, document, version).at(2L * version - 1);
            store.remove(gone.key(), gone.uri(), gone.sequence(), gone.changedAt());
        }

        @Override
        public List<String> search(String group) {
            var visibility = new Visibility(DocumentKey.DEFAULT_TENANT, Set.of(), "file:/samples/" + group + "/");
            var request = new SearchRequest("document version", SampleVectors.unit(1), visibility, 200);
            try (IndexSnapshot snapshot = store.snapshot()) {
                return snapshot.load(snapshot.candidates(request)).stream()
                        .map(passage -> passage.chunk().text())
                        .toList();
            }
        }

        private static SampleDocument sample(String group, String document, int version) {
            return SampleDocument.of(group + "/" + document, "nothing yet").at(2L * version);
        }
    }

    /** How a store can break the rule, and how the judge calls it. */
    enum Break {
        REPLACES_PASSAGE_BY_PASSAGE("mixes versions"),
        REMOVES_BEFORE_IT_ADDS("is missing"),
        ADDS_PASSAGE_BY_PASSAGE("lacks sentences"),
        REMOVES_AFTER_IT_SAID_SO("it was removed");

        final String fault;

        Break(String fault) {
            this.fault = fault;
        }
    }

    /** One writer's documents, shown as they are. Where it is wrong it waits for questions, so that one falls into the gap. */
    private static final class BrokenTarget implements ChangingDocuments.Target {

        private final Break rule;
        private final Map<String, List<String>> shown = new ConcurrentSkipListMap<>();
        private final AtomicLong begun = new AtomicLong();
        private final AtomicLong ended = new AtomicLong();

        private BrokenTarget(Break rule) {
            this.rule = rule;
        }

        @Override
        public void replace(String group, String document, int version, String text) {
            List<String> before = shown.getOrDefault(document, List.of());
            List<String> after = List.of(passages(text));
            switch (rule) {
                case REPLACES_PASSAGE_BY_PASSAGE -> {
                    List<String> passages = new ArrayList<>(before);
                    for (int i = 0; i < before.size() && i < after.size(); i++) {
                        passages.set(i, after.get(i));
                        show(document, passages);
                    }
                }
                case REMOVES_BEFORE_IT_ADDS -> show(document, List.of());
                case ADDS_PASSAGE_BY_PASSAGE -> show(document, after.subList(0, 1));
                case REMOVES_AFTER_IT_SAID_SO -> {}
            }
            shown.put(document, after);
        }

        @Override
        public void remove(String group, String document, int version) {
            if (rule != Break.REMOVES_AFTER_IT_SAID_SO) {
                shown.remove(document);
            }
        }

        @Override
        public List<String> search(String group) {
            begun.incrementAndGet();
            List<String> found = shown.values().stream().flatMap(List::stream).toList();
            ended.incrementAndGet();
            return found;
        }

        /** Until a question has been asked and answered: those under way now may have looked before. */
        private void show(String document, List<String> passages) {
            shown.put(document, List.copyOf(passages));
            long enough = begun.get() + ChangingDocuments.READERS + 1;
            while (ended.get() < enough) {
                Thread.onSpinWait();
            }
        }
    }
}
