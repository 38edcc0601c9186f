package io.millrace.index.pgvector;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.testkit.DeadLetterStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorDeadLetterStoreTest extends DeadLetterStoreContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected DeadLetterStore store() {
        return empty.store().deadLetters();
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
