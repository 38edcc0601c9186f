package io.millrace.index.pgvector;

import io.millrace.testkit.QuotaContract;
import io.millrace.testkit.TestedStore;

final class PgvectorQuotaTest extends QuotaContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
