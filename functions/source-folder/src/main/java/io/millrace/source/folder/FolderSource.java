package io.millrace.source.folder;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.stream.Stream;
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
        FolderRoots.Root root = roots.find(uri).orElseThrow(() -> FolderRoots.notRegistered(uri));
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
            return new Content(Files.newInputStream(path), attributes.size(), etag(attributes));
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
    public Stream<Entry> list(String scope) throws IOException {
        Path start = FolderUris.toPath(scope);
        FolderRoots.Root root = roots.find(scope).orElseThrow(() -> FolderRoots.notRegistered(scope));
        if (!Files.exists(start)) {
            return Stream.empty();
        }
        // The order needs all of them anyway.
        try (Stream<Path> all = Files.walk(start)) {
            return all
                    .filter(path -> !isHidden(start, path))
                    .filter(Files::isRegularFile)
                    .map(path -> entry(root, path))
                    .flatMap(Stream::ofNullable)
                    .sorted(Comparator.comparing(Entry::uri))
                    .toList()
                    .stream();
        }
    }

    private static boolean isHidden(Path start, Path path) {
        for (Path part : start.relativize(path)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Entry entry(FolderRoots.Root root, Path path) {
        try {
            Path real = path.toRealPath();
            if (!real.startsWith(root.path())) {
                return null;
            }
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return new Entry(FolderUris.ofReal(real, false), etag(attributes), attributes.size());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Size and modification time in milliseconds. */
    private static String etag(BasicFileAttributes attributes) {
        return attributes.size() + "-" + attributes.lastModifiedTime().toMillis();
    }
}
