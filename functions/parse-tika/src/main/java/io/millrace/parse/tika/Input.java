package io.millrace.parse.tika;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bytes of a document: small ones in memory, others in a file; one that was made here is temporary, and {@link #close} removes it. */
final class Input implements AutoCloseable {

    private static final int IN_MEMORY = 1 << 20;

    private final byte[] head;
    private final @Nullable Path file;
    private final long size;
    private final boolean isOurs;

    private Input(byte[] head, @Nullable Path file, long size, boolean isOurs) {
        this.head = head;
        this.file = file;
        this.size = size;
        this.isOurs = isOurs;
    }

    /** What somebody else wrote, and removes. */
    static Input of(Path file, long size) {
        return new Input(new byte[0], file, size, false);
    }

    static Input of(byte[] bytes) {
        return new Input(bytes, null, bytes.length, false);
    }

    /** Reads all of {@code content}, at most {@code maxBytes}. */
    static Input read(InputStream content, long maxBytes) throws IOException {
        byte[] head = content.readNBytes((int) Math.min(IN_MEMORY, maxBytes + 1));
        if (head.length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        if (head.length < IN_MEMORY) {
            return of(head);
        }
        Path file = Files.createTempFile("millrace-parse-", ".bin");
        try {
            return new Input(head, file, spool(head, content, file, maxBytes), true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** UTF-16 with a byte order mark as UTF-8, which parsers of mails and the like expect; anything else as it is. */
    Input asUtf8() throws IOException {
        boolean utf16 = head.length > 2
                && ((head[0] == (byte) 0xFF && head[1] == (byte) 0xFE)
                        || (head[0] == (byte) 0xFE && head[1] == (byte) 0xFF));
        if (!utf16 || file != null) {
            return this;
        }
        byte[] utf8 = new String(head, StandardCharsets.UTF_16).getBytes(StandardCharsets.UTF_8);
        return of(utf8);
    }

    static RuntimeException tooLarge(long maxBytes) {
        return Verdict.TOO_LARGE.of("more than " + maxBytes + " bytes", null);
    }

    private static long spool(byte[] head, InputStream content, Path file, long maxBytes) throws IOException {
        long size = head.length;
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(head);
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                size += read;
                if (size > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                out.write(buffer, 0, read);
            }
        }
        return size;
    }

    long size() {
        return size;
    }

    /** The file; null when all of it is in memory. */
    @Nullable
    Path file() {
        return file;
    }

    /** All bytes of a document that is known to be text, at most {@code maxBytes}. */
    byte[] bytes(long maxBytes) throws IOException {
        if (size > maxBytes) {
            throw tooLarge(maxBytes);
        }
        return file == null ? head : Files.readAllBytes(file);
    }

    /** The bytes from the start, again. */
    InputStream stream() throws IOException {
        return file == null ? new ByteArrayInputStream(head) : new BufferedInputStream(Files.newInputStream(file));
    }

    @Override
    public void close() throws IOException {
        if (file != null && isOurs) {
            Files.deleteIfExists(file);
        }
    }
}
