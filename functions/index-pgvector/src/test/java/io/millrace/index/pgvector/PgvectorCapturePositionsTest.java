package io.millrace.index.pgvector;

import io.millrace.core.row.CapturePositions;
import io.millrace.testkit.CapturePositionsContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorCapturePositionsTest extends CapturePositionsContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected CapturePositions positions() {
        return empty.store().positions();
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
