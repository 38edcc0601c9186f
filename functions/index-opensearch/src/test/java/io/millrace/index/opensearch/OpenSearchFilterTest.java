package io.millrace.index.opensearch;

import io.millrace.core.document.Ledger;
import io.millrace.core.index.PassageIndex;
import io.millrace.testkit.FilterContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Two hundred questions, each asked twice. Only where the full tests are asked for. */
@EnabledIfSystemProperty(named = "millrace.full", matches = "true")
final class OpenSearchFilterTest extends FilterContract {

    private final EmptyStore empty = new EmptyStore();

    @Override
    protected PassageIndex index() {
        return empty.store();
    }

    @Override
    protected Ledger ledger() {
        return empty.store();
    }

    @Override
    protected void restart() {
        empty.restart();
    }

    @AfterEach
    void close() {
        empty.close();
    }
}
