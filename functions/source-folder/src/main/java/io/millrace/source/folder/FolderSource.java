package io.millrace.source.folder;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files below the registered roots, and no others: a link that leads out is refused. */
public final class FolderSource implements DocumentSource {

    private final FolderRoots roots;
    private final long maxBytes;

    /** @param maxBytes the largest file to open */
    public FolderSource(FolderRoots roots, long maxBytes) {
        this.roots = roots;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean serves(String uri) {
        return uri.startsWith("file:");
    }

    @Override
    public Content open(String uri) throws IOException {
        Path path = FolderUris.toPath(uri);
        FolderRoots.Root root = roots.find(uri).orElseThrow(() -> RegisteredSources.notRegistered(uri));
        try {
            if (!path.toRealPath().startsWith(root.path())) {
                throw ProblemException.of(
                        Category.FORBIDDEN,
                        "source-outside-root",
                        uri + " leads out of the registered folder " + root.uri());
            }
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw ProblemException.of(Category.UNPROCESSABLE, "document-no-file", uri + " is no regular file");
            }
            if (attributes.size() > maxBytes) {
                throw ProblemException.of(
                        Category.TOO_LARGE,
                        "document-too-large",
                        uri + " has " + attributes.size() + " bytes, and the limit is " + maxBytes + "; split it");
            }
            String etag = etag(attributes);
            return new Content(new SteadyFile(path, etag), attributes.size(), etag);
        } catch (NoSuchFileException e) {
            throw new ProblemException(
                    ProblemException.of(Category.GONE, "document-gone", uri + " is not there any more")
                            .problem(),
                    e);
        } catch (AccessDeniedException e) {
            throw new ProblemException(
                    ProblemException.of(
                                    Category.FORBIDDEN,
                                    "document-unreadable",
                                    uri + " may not be read; change its permissions")
                            .problem(),
                    e);
        }
    }

    @Override
    public List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException {
        FolderRoots.Root root = roots.find(prefix).orElseThrow(() -> RegisteredSources.notRegistered(prefix));
        Path start = FolderUris.toPath(
                prefix.equals(root.uri()) ? prefix : prefix.substring(0, prefix.lastIndexOf('/') + 1));
        if (!Files.exists(start)) {
            return List.of();
        }
        FolderListing listing = new FolderListing(root, roots.folders(), start, prefix, after, limit);
        Files.walkFileTree(start, listing);
        return listing.entries();
    }

    /** Of a folder that is not there itself or has nothing in it, such as one that is not mounted, nothing is said to be gone; nor of a single file in such a folder. */
    @Override
    public boolean contains(String uri) {
        return isThere(uri) || roots.find(uri).filter(FolderSource::isAway).isPresent();
    }

    private static boolean isAway(FolderRoots.Root root) {
        Path folder = root.isFolder() ? root.path() : root.path().resolveSibling("");
        return Files.notExists(folder) || isEmpty(folder);
    }

    private static boolean isEmpty(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            return !files.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    private static boolean isThere(String uri) {
        Path path = FolderUris.toPath(uri);
        if (Files.notExists(path) || Files.isDirectory(path)) {
            return false;
        }
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return false;
            }
        }
        return !leadsElsewhere(path, uri);
    }

    /** A file in whose place, or in whose folder's, there is a link now is another document. */
    private static boolean leadsElsewhere(Path path, String uri) {
        try {
            return !FolderUris.ofReal(path.toRealPath(), false).equals(uri);
        } catch (IOException e) {
            return false;
        }
    }

    /** Size and modification time in milliseconds. */
    static String etag(BasicFileAttributes attributes) {
        return attributes.size() + "-" + attributes.lastModifiedTime().toMillis();
    }
}
