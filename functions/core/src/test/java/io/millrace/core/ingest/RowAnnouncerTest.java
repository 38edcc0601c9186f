package io.millrace.core.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.row.RowAnnouncer;
import io.millrace.core.row.RowAnnouncer.Outcome;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowAnnouncerTest {

    private static final String URI = "row://shop/goods/A";

    private final MemoryStore store = new MemoryStore();

    @Test
    void ofTwoRowsWithOneKeyTheFirstCounts() throws Exception {
        store.changed(new DocumentChange(
                DocumentKey.of(DocumentKey.DEFAULT_TENANT, URI),
                Sequence.NONE.nextRepair(),
                URI,
                URI,
                "first",
                null,
                1L,
                null,
                AccessList.EVERYONE,
                Map.of(),
                Instant.EPOCH));
        store.settle();

        Outcome outcome = new RowAnnouncer(store).announce(new Twins(), Map.of(URI, Instant.EPOCH), "a batch", store);

        assertThat(outcome).isEqualTo(new Outcome(0, 0, 1));
    }

    /** Two rows that have one key. */
    private static final class Twins implements RowSource {

        @Override
        public List<Entry> find(List<String> uris) {
            return List.of(new Entry(URI, "first", 1), new Entry(URI, "second", 1));
        }

        @Override
        public String name() {
            return "shop";
        }

        @Override
        public SourceRoot root() {
            return SourceRoot.of("row://shop/", AccessList.EVERYONE);
        }

        @Override
        public boolean serves(String uri) {
            return true;
        }

        @Override
        public Map<String, Set<String>> capturedColumns() {
            throw unasked();
        }

        @Override
        public List<String> affected(RowChange change, @Nullable String after, int limit) {
            throw unasked();
        }

        @Override
        public Set<String> affectedTables(String table) {
            throw unasked();
        }

        @Override
        public Content open(String uri) {
            throw unasked();
        }

        @Override
        public List<Entry> list(String prefix, @Nullable String after, int limit) {
            throw unasked();
        }

        @Override
        public boolean contains(String uri) {
            throw unasked();
        }

        private static UnsupportedOperationException unasked() {
            return new UnsupportedOperationException("an announcer finds all at once");
        }
    }
}
