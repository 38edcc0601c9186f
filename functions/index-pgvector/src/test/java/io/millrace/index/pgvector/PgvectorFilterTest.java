package io.millrace.index.pgvector;

import io.millrace.testkit.FilterContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorFilterTest extends FilterContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
