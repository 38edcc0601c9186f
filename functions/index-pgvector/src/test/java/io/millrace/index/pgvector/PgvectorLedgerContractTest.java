package io.millrace.index.pgvector;

import io.millrace.testkit.LedgerContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorLedgerContractTest extends LedgerContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
