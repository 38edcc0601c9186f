package io.millrace.index.pgvector;

import io.millrace.testkit.LedgerContract;
import io.millrace.testkit.TestedStore;

final class PgvectorLedgerContractTest extends LedgerContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
