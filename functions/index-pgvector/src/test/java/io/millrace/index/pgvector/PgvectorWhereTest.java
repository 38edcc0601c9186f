package io.millrace.index.pgvector;

import io.millrace.testkit.TestedStore;
import io.millrace.testkit.WhereContract;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorWhereTest extends WhereContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
