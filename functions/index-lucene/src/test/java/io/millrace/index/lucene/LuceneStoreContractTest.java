package io.millrace.index.lucene;

import io.millrace.testkit.PassageIndexContract;
import io.millrace.testkit.TestedStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LuceneStoreContractTest extends PassageIndexContract {

    private final TestedStore store;

    LuceneStoreContractTest(@TempDir Path folder) {
        store = new FolderStore(folder);
    }

    @Override
    protected TestedStore tested() {
        return store;
    }
}
