package io.millrace.index.opensearch;

import io.millrace.testkit.QuotaContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What a tenant takes is counted by PostgreSQL, which index-pgvector tests always. Only where the full tests are asked for. */
@EnabledIfSystemProperty(named = "millrace.full", matches = "true")
@Tag("containers")
final class OpenSearchQuotaTest extends QuotaContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
