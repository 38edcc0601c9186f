package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.index.Edition;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.testkit.EditionContract;
import io.millrace.testkit.TestedStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LuceneEditionTest extends EditionContract {

    private final TestedStore store;

    LuceneEditionTest(@TempDir Path folder) {
        store = new FolderStore(folder);
    }

    @Override
    protected TestedStore tested() {
        return store;
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
        try (IndexSnapshot snapshot = index().snapshot()) {
            return snapshot.edition();
        }
    }
}
