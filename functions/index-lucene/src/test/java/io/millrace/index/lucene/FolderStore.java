package io.millrace.index.lucene;

import io.millrace.testkit.TestedStore;
import java.nio.file.Path;

/** A store in a folder, with the settings that ship, but for the time between commits. */
final class FolderStore implements TestedStore {

    private final Path folder;
    private LuceneStore store;

    FolderStore(Path folder) {
        this.folder = folder;
        this.store = open();
    }

    private LuceneStore open() {
        return LuceneStore.open(folder, CommitsAtOnce.SETTINGS);
    }

    @Override
    public LuceneStore store() {
        return store;
    }

    @Override
    public void restart() {
        store.close();
        store = open();
    }

    @Override
    public void close() {
        store.close();
    }
}
