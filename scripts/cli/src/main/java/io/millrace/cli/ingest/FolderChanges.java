package io.millrace.cli.ingest;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * Where something has changed.
 *
 * @param places files and folders to look through; one that is not there any more was a file
 * @param folders to be compared with all that is indexed from them, since more may be gone than is named; they may be gone themselves
 */
record FolderChanges(Collection<Path> places, Collection<Path> folders) {

    FolderChanges {
        places = List.copyOf(places);
        folders = List.copyOf(folders);
    }

    /** For when it is not known what has changed. */
    static FolderChanges anywhereIn(Collection<Path> folders) {
        return new FolderChanges(List.of(), folders);
    }
}
