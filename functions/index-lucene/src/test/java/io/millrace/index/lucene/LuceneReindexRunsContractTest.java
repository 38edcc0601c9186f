package io.millrace.index.lucene;

import io.millrace.core.ingest.ReindexRuns;
import io.millrace.testkit.ReindexRunsContract;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class LuceneReindexRunsContractTest extends ReindexRunsContract {

    private final Path folder;
    private LuceneStore store;

    LuceneReindexRunsContractTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = LuceneStore.open(folder, CommitsAtOnce.SETTINGS);
    }

    @Override
    protected ReindexRuns runs() {
        return store;
    }

    @Override
    protected void sweep(Instant now) {
        store.sweep(now);
    }

    @Override
    protected void restart() {
        store.close();
        store = LuceneStore.open(folder, CommitsAtOnce.SETTINGS);
    }

    @AfterEach
    void close() {
        store.close();
    }
}
