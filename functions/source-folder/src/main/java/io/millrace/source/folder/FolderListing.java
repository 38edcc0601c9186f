package io.millrace.source.folder;

import io.millrace.core.document.DocumentSource.Entry;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a folder once and keeps the first entries, in the order of their uris, after a given one: no more of them than were
 * asked for, however many files there are. Left out are hidden files and folders and Millrace's own, other than a registered one in
 * them, and links that lead out of the root.
 */
final class FolderListing extends SimpleFileVisitor<Path> {

    private final FolderRoots.Root root;
    private final List<FolderRoots.Root> roots;
    private final String prefix;
    private final @Nullable String after;
    private final int limit;
    private final TreeMap<String, Entry> first = new TreeMap<>();
    private final List<Path> own = new ArrayList<>();

    /**
     * @param start where the walk begins, in the root
     * @param roots all that are registered, longest uri first
     * @param prefix only uris that start so
     */
    FolderListing(
            FolderRoots.Root root,
            List<FolderRoots.Root> roots,
            Path start,
            String prefix,
            @Nullable String after,
            int limit) {
        this.root = root;
        this.roots = roots;
        this.prefix = prefix;
        this.after = after;
        this.limit = limit;
        for (Path above = start.getParent();
                above != null && above.startsWith(root.path());
                above = above.getParent()) {
            noteOwn(above);
        }
    }

    List<Entry> entries() {
        return new ArrayList<>(first.values());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        noteOwn(folder);
        boolean holdsRoot = roots.stream().anyMatch(other -> other.path().startsWith(folder));
        return isLeftOut(folder) && !holdsRoot ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (isLeftOut(file)) {
            return FileVisitResult.CONTINUE;
        }
        try {
            if (attributes.isSymbolicLink()) {
                Path real = file.toRealPath();
                add(real, Files.readAttributes(real, BasicFileAttributes.class));
            } else {
                add(file, attributes);
            }
        } catch (FileSystemException e) {
            // A link that leads to nothing that can be read: to nowhere, to itself, through a file or into what is
            // closed.
        }
        return FileVisitResult.CONTINUE;
    }

    private void add(Path real, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile() || !real.startsWith(root.path())) {
            return;
        }
        String uri = FolderUris.ofReal(real, false);
        if (!uri.startsWith(prefix) || (after != null && uri.compareTo(after) <= 0)) {
            return;
        }
        first.put(uri, new Entry(uri, FolderSource.etag(attributes), attributes.size()));
        if (first.size() > limit) {
            first.pollLastEntry();
        }
    }

    /** What can't be read can hold nothing new; what was indexed of it stays. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof AccessDeniedException || failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private void noteOwn(Path folder) {
        if (OwnFolder.is(folder)) {
            own.add(folder);
        }
    }

    private boolean isLeftOut(Path path) {
        FolderRoots.Root nearest = roots.stream()
                .filter(other -> path.startsWith(other.path()))
                .findFirst()
                .orElse(root);
        if (own.stream().anyMatch(folder -> path.startsWith(folder) && folder.startsWith(nearest.path()))) {
            return true;
        }
        for (Path part : nearest.path().relativize(path)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}
