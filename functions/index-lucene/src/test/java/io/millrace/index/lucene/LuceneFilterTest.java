package io.millrace.index.lucene;

import io.millrace.testkit.FilterContract;
import io.millrace.testkit.TestedStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LuceneFilterTest extends FilterContract {

    private final TestedStore store;

    LuceneFilterTest(@TempDir Path folder) {
        store = new FolderStore(folder);
    }

    @Override
    protected TestedStore tested() {
        return store;
    }
}
