package io.millrace.index.lucene;

import io.millrace.testkit.TestedStore;
import io.millrace.testkit.UnchangedChunksContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LuceneUnchangedChunksTest extends UnchangedChunksContract {

    private final TestedStore store;

    LuceneUnchangedChunksTest(@TempDir Path folder) {
        store = new FolderStore(folder);
    }

    @Override
    protected TestedStore tested() {
        return store;
    }
}
