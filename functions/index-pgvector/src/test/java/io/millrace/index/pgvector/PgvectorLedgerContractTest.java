package io.millrace.index.pgvector;

import io.millrace.core.document.Ledger;
import io.millrace.core.index.PassageIndex;
import io.millrace.testkit.LedgerContract;
import org.junit.jupiter.api.AfterEach;

final class PgvectorLedgerContractTest extends LedgerContract {

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
