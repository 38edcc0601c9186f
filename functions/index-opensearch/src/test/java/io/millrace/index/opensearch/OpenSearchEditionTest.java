package io.millrace.index.opensearch;

import io.millrace.core.document.Ledger;
import io.millrace.core.index.PassageIndex;
import io.millrace.testkit.EditionContract;
import org.junit.jupiter.api.AfterEach;

final class OpenSearchEditionTest extends EditionContract {

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
