package io.millrace.core.ingest;

import io.millrace.core.chunk.DocumentParser;
import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A document's bytes, read once from their source and hashed on the way: its version must be known before it is parsed. Small
 * ones stay in memory, large ones go to a temporary file.
 */
final class SpooledContent implements AutoCloseable {

    private static final int MAX_BYTES_IN_MEMORY = 1 << 20;

    private final byte[] memory;
    private final @Nullable Path file;
    private final long bytes;
    private final String sha256;
    private final @Nullable String etag;
    private final @Nullable String contentType;
    private final DocumentSource.Attributes attributes;

    private SpooledContent(
            byte[] memory, @Nullable Path file, long bytes, String sha256, DocumentSource.Content content) {
        this.memory = memory;
        this.file = file;
        this.bytes = bytes;
        this.sha256 = sha256;
        this.etag = content.etag();
        this.contentType = content.contentType();
        this.attributes = content.attributes();
    }

    /**
     * @param maxBytes the most to read
     * @throws ProblemException TOO_LARGE, code {@code document-too-large}, where there is more; nothing is left behind
     */
    static SpooledContent of(DocumentSource.Content content, long maxBytes, String uri) throws IOException {
        MessageDigest digest = Digest.sha256();
        ByteArrayOutputStream memory =
                new ByteArrayOutputStream(Math.clamp(content.bytes(), 1024, MAX_BYTES_IN_MEMORY));
        byte[] buffer = new byte[1 << 16];
        InputStream in = content.content();
        int read;
        while (memory.size() <= MAX_BYTES_IN_MEMORY && (read = in.read(buffer)) >= 0) {
            digest.update(buffer, 0, read);
            memory.write(buffer, 0, read);
            requireAtMost(maxBytes, memory.size(), uri);
        }
        if (memory.size() <= MAX_BYTES_IN_MEMORY) {
            return new SpooledContent(memory.toByteArray(), null, memory.size(), hex(digest), content);
        }
        Path file = Files.createTempFile("millrace-", ".spool");
        try (OutputStream out = Files.newOutputStream(file)) {
            memory.writeTo(out);
            long bytes = memory.size();
            while ((read = in.read(buffer)) >= 0) {
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
                bytes += read;
                requireAtMost(maxBytes, bytes, uri);
            }
            return new SpooledContent(new byte[0], file, bytes, hex(digest), content);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void requireAtMost(long maxBytes, long bytes, String uri) {
        if (bytes > maxBytes) {
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "document-too-large",
                    uri + " has more than " + maxBytes
                            + " bytes. Split it, or raise millrace.chunking.limits.max-bytes.");
        }
    }

    ParsedDocument parse(DocumentParser parser, ParseRequest request) throws IOException {
        return file == null ? parser.parse(new ByteArrayInputStream(memory), request) : parser.parse(file, request);
    }

    long bytes() {
        return bytes;
    }

    String sha256() {
        return sha256;
    }

    /** The source's mark, else the content's own hash. */
    String etag() {
        return etag == null ? sha256 : etag;
    }

    /** As the source says it; null where it says nothing. */
    @Nullable
    String contentType() {
        return contentType;
    }

    /** What else the source says. */
    DocumentSource.Attributes attributes() {
        return attributes;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
