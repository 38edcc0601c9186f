package io.millrace.source.folder;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Folders in which Millrace keeps its own things, data and models: a file in them says so, which the launcher puts there. They hold no documents, of whichever
 * Millrace they are; a folder in them is an ordinary one where it is named itself.
 */
public final class OwnFolder {

    /** The name of that file. */
    public static final String MARK = ".millrace-own";

    private OwnFolder() {}

    /** Whether {@code folder} is one. */
    public static boolean is(Path folder) {
        return Files.exists(folder.resolve(MARK));
    }
}
