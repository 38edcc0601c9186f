package io.millrace.source.folder;

import io.millrace.core.deadletter.DeadLetterStore;
import io.millrace.testkit.DeadLetterStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class FolderDeadLetterStoreTest extends DeadLetterStoreContract {

    private final Path folder;
    private DeadLetterStore store;

    FolderDeadLetterStoreTest(@TempDir Path folder) {
        this.folder = folder.resolve("dead-letters");
        this.store = new FolderDeadLetterStore(this.folder);
    }

    @Override
    protected DeadLetterStore store() {
        return store;
    }

    @Override
    protected void restart() {
        store = new FolderDeadLetterStore(folder);
    }
}
