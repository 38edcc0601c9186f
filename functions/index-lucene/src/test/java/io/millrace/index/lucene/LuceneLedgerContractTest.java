package io.millrace.index.lucene;

import io.millrace.testkit.LedgerContract;
import io.millrace.testkit.TestedStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LuceneLedgerContractTest extends LedgerContract {

    private final TestedStore store;

    LuceneLedgerContractTest(@TempDir Path folder) {
        store = new FolderStore(folder);
    }

    @Override
    protected TestedStore tested() {
        return store;
    }
}
