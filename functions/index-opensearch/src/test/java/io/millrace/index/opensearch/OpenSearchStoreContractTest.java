package io.millrace.index.opensearch;

import io.millrace.core.document.Ledger;
import io.millrace.core.index.PassageIndex;
import io.millrace.testkit.PassageIndexContract;
import org.junit.jupiter.api.AfterEach;

final class OpenSearchStoreContractTest extends PassageIndexContract {

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
