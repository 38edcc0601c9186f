package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.Ledger;
import io.millrace.core.index.Edition;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.PassageIndex;
import io.millrace.testkit.EditionContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

    /** The folder may have come from a backup meanwhile. */
    @Test
    void anIndexThatIsOpenedAgainHasAnotherOrigin() {
        Edition before = edition();
        restart();

        assertThat(edition().follows(before)).isFalse();
        assertThat(before.follows(edition())).isFalse();
    }

    private Edition edition() {
        try (IndexSnapshot snapshot = store.snapshot()) {
            return snapshot.edition();
        }
    }
}
