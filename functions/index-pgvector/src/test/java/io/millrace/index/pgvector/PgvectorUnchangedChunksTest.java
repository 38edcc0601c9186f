package io.millrace.index.pgvector;

import io.millrace.testkit.TestedStore;
import io.millrace.testkit.UnchangedChunksContract;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorUnchangedChunksTest extends UnchangedChunksContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
