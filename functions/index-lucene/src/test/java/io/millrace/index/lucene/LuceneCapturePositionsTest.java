package io.millrace.index.lucene;

import io.millrace.core.row.CapturePositions;
import io.millrace.testkit.CapturePositionsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class LuceneCapturePositionsTest extends CapturePositionsContract {

    private final FolderStore folder;

    LuceneCapturePositionsTest(@TempDir Path folder) {
        this.folder = new FolderStore(folder);
    }

    @Override
    protected CapturePositions positions() {
        return folder.store().positions();
    }

    @Override
    protected void restart() {
        folder.restart();
    }

    @AfterEach
    void close() {
        folder.close();
    }
}
