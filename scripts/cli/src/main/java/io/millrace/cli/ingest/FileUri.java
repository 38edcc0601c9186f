package io.millrace.cli.ingest;

import io.millrace.source.folder.FolderUris;
import java.io.IOException;
import java.nio.file.Path;

/** The canonical uri of a file or folder: one file, one spelling. */
public final class FileUri {

    private FileUri() {}

    /** As the folder source spells it, with all links followed; of a file that is gone, the links in its folder's path. */
    public static String of(Path path) {
        try {
            return FolderUris.of(path);
        } catch (IOException e) {
            Path absolute = path.toAbsolutePath().normalize();
            return inRealFolder(absolute).toUri().toString();
        }
    }

    private static Path inRealFolder(Path gone) {
        Path folder = gone.getParent();
        try {
            return folder == null ? gone : folder.toRealPath().resolve(gone.getFileName());
        } catch (IOException e) {
            return gone;
        }
    }
}
