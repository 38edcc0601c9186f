package io.millrace.cli.ingest;

import java.io.IOException;
import java.nio.file.Path;

/** The canonical uri of a file or folder: one file, one spelling. */
public final class FileUri {

    private FileUri() {}

    /** Of the real path, with all links resolved; of a file that is gone, the absolute path's. A folder's ends in a slash. */
    public static String of(Path path) {
        try {
            return path.toRealPath().toUri().toString();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize().toUri().toString();
        }
    }
}
