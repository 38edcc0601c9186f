package io.millrace.index.opensearch;

import io.millrace.core.document.Ledger;
import io.millrace.core.index.PassageIndex;
import io.millrace.testkit.UnchangedChunksContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Large documents. Only where the full tests are asked for. */
@EnabledIfSystemProperty(named = "millrace.full", matches = "true")
final class OpenSearchUnchangedChunksTest extends UnchangedChunksContract {

    private final EmptyStore empty = new EmptyStore(2);

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
