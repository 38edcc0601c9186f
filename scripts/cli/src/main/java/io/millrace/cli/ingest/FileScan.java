package io.millrace.cli.ingest;

import io.millrace.source.folder.OwnFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the arguments of {@code ingest} lead to: each file once, folders with all below. Hidden files and folders below an argument are
 * passed over and counted, and so are folders that Millrace keeps its own things in; links to folders are not followed, so that no folder is met twice.
 */
final class FileScan {

    /** The code of what is not there. */
    static final String MISSING = "path-missing";

    /** The code of what is there and closed. */
    static final String UNREADABLE = "file-unreadable";

    private final Map<String, FoundFile> files = new LinkedHashMap<>();
    private final List<Rejected> rejected = new ArrayList<>();
    private final Set<Path> folders = new LinkedHashSet<>();
    private final Set<Path> roots = new LinkedHashSet<>();
    private final List<Path> own = new ArrayList<>();
    private int hidden;

    static FileScan of(List<String> arguments) {
        FileScan scan = new FileScan();
        arguments.forEach(scan::add);
        return scan;
    }

    Collection<FoundFile> files() {
        return files.values();
    }

    /** What can't be sent at all. */
    List<Rejected> rejected() {
        return rejected;
    }

    /** The folders among the arguments, as real paths: what is gone from them is gone. */
    Set<Path> folders() {
        return folders;
    }

    /** The files and folders that Millrace must be allowed to read, as real paths: of a file that is named its neighbours are none of its business. */
    Set<Path> roots() {
        return roots;
    }

    /** The folders that were passed over since Millrace keeps its own things in them. */
    List<Path> own() {
        return own;
    }

    /** How many hidden files and folders were passed over. */
    int hidden() {
        return hidden;
    }

    /**
     * The path that an argument means, which may be written as a {@code file:} uri too.
     *
     * @throws IllegalArgumentException where it can't be one
     */
    static Path path(String argument) {
        return argument.startsWith("file:/") ? Path.of(URI.create(argument)) : Path.of(argument);
    }

    private void add(String argument) {
        if (!argument.startsWith("file:/") && argument.matches("[a-zA-Z][a-zA-Z0-9+.-]+://.*")) {
            rejected.add(
                    new Rejected(
                            argument,
                            "scheme-unsupported",
                            "what can be ingested are files and folders of this machine, pages (http, https) and buckets (s3, gs, az)"));
            return;
        }
        Path path;
        try {
            path = path(argument);
        } catch (IllegalArgumentException e) {
            rejected.add(new Rejected(
                    argument,
                    MISSING,
                    argument + " can't be the name of a file here: " + e.getMessage()
                            + "; is the locale one of UTF-8 (LC_ALL)?"));
            return;
        }
        if (!Files.exists(path)) {
            rejected.add(new Rejected(FileUri.of(path), MISSING, "there is no file or folder " + argument));
            return;
        }
        try {
            Path real = path.toRealPath();
            Path folder = Files.isDirectory(real) ? real : real.getParent();
            if (folder != null && OwnFolder.is(folder)) {
                rejected.add(
                        new Rejected(
                                FileUri.of(path),
                                "own-folder",
                                folder
                                        + " holds Millrace's own data or models: name folders in it that hold documents, or keep them elsewhere (--data)"));
            } else if (Files.isDirectory(real)) {
                folders.add(real);
                roots.add(real);
                Files.walkFileTree(real, new Walk(real));
            } else {
                roots.add(real);
                addFile(real, real.getFileName().toString());
            }
        } catch (IOException e) {
            rejected.add(unreadable(path));
        }
    }

    private void addFile(Path path, String name) throws IOException {
        if (!Files.exists(path)) {
            rejected.add(new Rejected(FileUri.of(path), MISSING, path + " is a link to a file that is not there"));
            return;
        }
        Path real = path.toRealPath();
        if (!Files.isRegularFile(real)) {
            rejected.add(new Rejected(FileUri.of(path), "not-a-file", path + " is neither a file nor a folder"));
        } else if (!Files.isReadable(real)) {
            rejected.add(unreadable(path));
        } else {
            String uri = FileUri.of(real);
            files.put(
                    uri,
                    new FoundFile(
                            real,
                            name,
                            uri,
                            Files.size(real),
                            Files.getLastModifiedTime(real).toInstant()));
        }
    }

    private static Rejected unreadable(Path path) {
        return new Rejected(FileUri.of(path), UNREADABLE, path + " can't be read: check its permissions");
    }

    private final class Walk extends SimpleFileVisitor<Path> {

        private final Path top;

        Walk(Path top) {
            this.top = top;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (!folder.equals(top) && hides(folder)) {
                hidden++;
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (OwnFolder.is(folder)) {
                own.add(folder);
                return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (hides(file)) {
                hidden++;
            } else if (attributes.isSymbolicLink() && Files.isDirectory(file)) {
                return FileVisitResult.CONTINUE;
            } else {
                try {
                    addFile(
                            file,
                            top.getFileName() + "/"
                                    + top.relativize(file).toString().replace('\\', '/'));
                } catch (IOException e) {
                    rejected.add(unreadable(file));
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            rejected.add(unreadable(file)); // a folder that may not be listed
            return FileVisitResult.CONTINUE;
        }

        private static boolean hides(Path path) {
            return path.getFileName().toString().startsWith(".");
        }
    }
}
