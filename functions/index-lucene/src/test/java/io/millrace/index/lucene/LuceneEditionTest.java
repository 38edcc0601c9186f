package io.millrace.index.lucene;

import io.millrace.core.document.Ledger;
import io.millrace.core.index.PassageIndex;
import io.millrace.testkit.EditionContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class LuceneEditionTest extends EditionContract {

    private final Path folder;
    private LuceneStore store;

    LuceneEditionTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = LuceneStore.open(folder, LuceneSettings.defaults());
    }

    @Override
    protected PassageIndex index() {
        return store;
    }

    @Override
    protected Ledger ledger() {
        return store;
    }

    @Override
    protected void restart() {
        store.close();
        store = LuceneStore.open(folder, LuceneSettings.defaults());
    }

    @AfterEach
    void close() {
        store.close();
    }
}
