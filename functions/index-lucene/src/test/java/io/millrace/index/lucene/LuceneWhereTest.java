package io.millrace.index.lucene;

import io.millrace.testkit.TestedStore;
import io.millrace.testkit.WhereContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LuceneWhereTest extends WhereContract {

    private final TestedStore store;

    LuceneWhereTest(@TempDir Path folder) {
        store = new FolderStore(folder);
    }

    @Override
    protected TestedStore tested() {
        return store;
    }
}
