package io.millrace.index.lucene;

import io.millrace.testkit.QuotaContract;
import io.millrace.testkit.TestedStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class LuceneQuotaTest extends QuotaContract {

    private final TestedStore store;

    LuceneQuotaTest(@TempDir Path folder) {
        store = new FolderStore(folder);
    }

    @Override
    protected TestedStore tested() {
        return store;
    }
}
