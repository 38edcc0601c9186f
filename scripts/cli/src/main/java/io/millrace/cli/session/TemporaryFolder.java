package io.millrace.cli.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for as long as a command runs, removed however it ends. */
public final class TemporaryFolder implements AutoCloseable {

    private final Path path;
    private final Thread atShutdown;

    private TemporaryFolder(Path path) {
        this.path = path;
        this.atShutdown = new Thread(() -> FolderTree.delete(path), "end of the temporary folder");
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    public static TemporaryFolder create() {
        try {
            return new TemporaryFolder(Files.createTempDirectory("millrace-"));
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, "no temporary folder can be made: " + e.getMessage());
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(atShutdown)) {
                FolderTree.delete(path);
            }
        } catch (IllegalStateException e) {
            // Ctrl-C: the hook is running already, and does the same.
        }
    }
}
