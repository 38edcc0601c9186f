package io.millrace.index.pgvector;

import io.millrace.testkit.QuotaContract;
import io.millrace.testkit.TestedStore;
import org.junit.jupiter.api.Tag;

@Tag("containers")
final class PgvectorQuotaTest extends QuotaContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected TestedStore tested() {
        return empty;
    }
}
