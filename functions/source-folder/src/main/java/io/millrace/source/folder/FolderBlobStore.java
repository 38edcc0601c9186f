package io.millrace.source.folder;

import io.millrace.core.document.BlobStore;
import io.millrace.core.document.Digest;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Uploads in a folder, by the hash of their content. */
public final class FolderBlobStore implements BlobStore {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

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
            MessageDigest digest = Digest.sha256();
            try (OutputStream out = Files.newOutputStream(draft)) {
                copy(content, out, digest, maxBytes);
            }
            String sha256 = HexFormat.of().formatHex(digest.digest());
            Path target = path(sha256);
            if (!Files.exists(target)) {
                DurableFiles.create(folder.resolve(sha256.substring(0, 2)));
                DurableFiles.publish(draft, target);
            }
            return sha256;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static void copy(InputStream in, OutputStream out, MessageDigest digest, long maxBytes) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        int read;
        while ((read = in.read(buffer)) >= 0) {
            bytes += read;
            if (bytes > maxBytes) {
                throw ProblemException.of(
                        Category.TOO_LARGE,
                        "document-too-large",
                        "an upload has at most " + maxBytes + " bytes; split the document");
            }
            digest.update(buffer, 0, read);
            write(out, buffer, read);
        }
    }

    /** A failure to write is the disk's; one to read is the sender's, who is not there to hear of it. */
    private static void write(OutputStream out, byte[] buffer, int bytes) {
        try {
            out.write(buffer, 0, bytes);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "storage-full",
                            "an upload can't be written; is the disk of the uploads full or read-only?"),
                    e);
        }
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        try {
            return Files.newInputStream(path(sha256));
        } catch (NoSuchFileException e) {
            throw new ProblemException(
                    ProblemException.of(
                                    Category.GONE, "document-gone", "the upload " + sha256 + " is not there any more")
                            .problem(),
                    e);
        }
    }

    @Override
    public void delete(String sha256) throws IOException {
        Files.deleteIfExists(path(sha256));
    }

    long size(String sha256) throws IOException {
        return Files.size(path(sha256));
    }

    private Path path(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw ProblemException.of(
                    Category.INVALID, "blob-name-invalid", "a blob is named by 64 hexadecimal digits");
        }
        return folder.resolve(sha256.substring(0, 2)).resolve(sha256);
    }
}
