package io.millrace.index.pgvector;

import io.millrace.core.ingest.ReindexRuns;
import io.millrace.testkit.ReindexRunsContract;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorReindexRunsContractTest extends ReindexRunsContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected ReindexRuns runs() {
        return empty.store();
    }

    @Override
    protected void sweep(Instant now) {
        empty.store().sweep(now);
    }

    @Override
    protected void restart() {
        empty.restart();
    }

    @AfterEach
    void close() {
        empty.close();
    }
}
