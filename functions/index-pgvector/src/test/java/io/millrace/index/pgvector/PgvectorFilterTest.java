package io.millrace.index.pgvector;

import io.millrace.testkit.FilterContract;
import io.millrace.testkit.TestedStore;

final class PgvectorFilterTest extends FilterContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
