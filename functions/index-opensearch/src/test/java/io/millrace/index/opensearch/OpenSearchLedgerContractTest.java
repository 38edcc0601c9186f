package io.millrace.index.opensearch;

import io.millrace.testkit.LedgerContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The ledger is PostgreSQL's, which index-pgvector tests always. Only where the full tests are asked for. */
@EnabledIfSystemProperty(named = "millrace.full", matches = "true")
@Tag("containers")
final class OpenSearchLedgerContractTest extends LedgerContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
