package io.millrace.source.folder;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.UploadStream;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Uploads in a folder, by the hash of their content. */
public final class FolderBlobStore implements BlobStore {

    private static final String TYPE = ".type";

    private final Path folder;
    private final long minFreeBytes;

    /** @param minFreeBytes of the disk that no upload may use up: the index and the broker's store write there too */
    public FolderBlobStore(Path folder, long minFreeBytes) {
        this.folder = folder;
        this.minFreeBytes = minFreeBytes;
    }

    /** A {@link ProblemException} (UNAVAILABLE, code {@code storage-full}) where the disk has too little room. */
    @Override
    public String put(InputStream content, long maxBytes) throws IOException {
        DurableFiles.create(folder);
        if (Files.getFileStore(folder).getUsableSpace() < minFreeBytes) {
            throw ProblemException.of(
                    Category.UNAVAILABLE,
                    "storage-full",
                    "the disk of the uploads has less than " + minFreeBytes
                            + " bytes left; free some, or lower millrace.blobs.min-free-bytes");
        }
        Path draft = DurableFiles.draft(folder.resolve("draft"));
        try {
            UploadStream upload = new UploadStream(content, maxBytes);
            try (OutputStream out = Files.newOutputStream(draft)) {
                copy(upload, out);
            }
            String sha256 = upload.sha256();
            Path target = path(sha256);
            // In the place of the same from before, which would be swept sooner.
            DurableFiles.create(shelf(sha256));
            DurableFiles.publish(draft, target);
            return sha256;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = in.read(buffer)) >= 0) {
            write(out, buffer, read);
        }
    }

    /** A failure to write is the disk's; one to read is the sender's, who is not there to hear of it. */
    private static void write(OutputStream out, byte[] buffer, int bytes) {
        try {
            out.write(buffer, 0, bytes);
        } catch (IOException e) {
            throw full(e);
        }
    }

    private static ProblemException full(IOException failure) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "storage-full",
                        "an upload can't be written; is the disk of the uploads full or read-only?"),
                failure);
    }

    @Override
    public void describe(String sha256, DocumentKey document, @Nullable String contentType) {
        Path type = type(sha256, document);
        try {
            if (contentType == null) {
                DurableFiles.delete(type);
            } else {
                DurableFiles.write(type, contentType.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw full(e);
        }
    }

    @Override
    public Optional<String> contentType(String sha256, DocumentKey document) throws IOException {
        try {
            return Optional.of(Files.readString(type(sha256, document)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public Content open(String sha256) throws IOException {
        Path file = path(sha256);
        try {
            return new Content(Files.newInputStream(file), Files.size(file), sha256);
        } catch (NoSuchFileException e) {
            throw new ProblemException(BlobStore.gone(sha256).problem(), e);
        }
    }

    @Override
    public void delete(String sha256) throws IOException {
        if (!Files.deleteIfExists(path(sha256))) {
            return;
        }
        try (DirectoryStream<Path> types = Files.newDirectoryStream(shelf(sha256), sha256 + ".*")) {
            for (Path type : types) {
                Files.deleteIfExists(type);
            }
        }
    }

    @Override
    public Set<String> keep(Set<String> names) throws IOException {
        Set<String> there = new HashSet<>();
        FileTime now = FileTime.from(Instant.now());
        for (String name : names) {
            if (touch(path(name), now)) {
                there.add(name);
            }
        }
        return there;
    }

    /** Whether it is there. */
    private static boolean touch(Path file, FileTime now) throws IOException {
        try {
            Files.setLastModifiedTime(file, now);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** What a document's sender said of the bytes, beside them. An id tells the tenant too. */
    private Path type(String sha256, DocumentKey document) {
        return path(sha256).resolveSibling(sha256 + "." + document.id() + TYPE);
    }

    /** Drafts are as old as files, so they go with them; what was said of bytes goes after them. */
    @Override
    public void sweep(Instant now, Instant horizon, UnaryOperator<Set<String>> inUse) throws IOException {
        Set<String> old = new HashSet<>();
        DurableFiles.sweep(folder, horizon, file -> {
            if (NAME.matcher(name(file)).matches()) {
                old.add(name(file));
            }
            return false;
        });
        Set<String> kept = old.isEmpty() ? Set.of() : keep(inUse.apply(Set.copyOf(old)));
        DurableFiles.sweep(folder, horizon, file -> !isType(file) && !kept.contains(name(file)));
        DurableFiles.sweep(folder, horizon, file -> isType(file) && !Files.exists(describedBy(file)));
    }

    private static boolean isType(Path file) {
        return file.toString().endsWith(TYPE);
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Path describedBy(Path type) {
        String name = name(type);
        return type.resolveSibling(name.substring(0, name.indexOf('.')));
    }

    private Path path(String sha256) {
        return shelf(BlobStore.requireName(sha256)).resolve(sha256);
    }

    private Path shelf(String sha256) {
        return folder.resolve(sha256.substring(0, 2));
    }
}
