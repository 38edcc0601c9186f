package io.millrace.core.document;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** An upload as it comes: counted, hashed, and refused (TOO_LARGE) once it has more than it may. For {@link BlobStore}s, which read all of it. */
public final class UploadStream extends FilterInputStream {

    private final long maxBytes;
    private final MessageDigest digest = Digest.sha256();
    private long bytes;

    /** @param maxBytes the most that it may have */
    public UploadStream(InputStream content, long maxBytes) {
        super(content);
        this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            bytes += read;
            if (bytes > maxBytes) {
                throw ProblemException.of(
                        Category.TOO_LARGE,
                        "document-too-large",
                        "an upload has at most " + maxBytes + " bytes; split the document");
            }
            digest.update(buffer, offset, read);
        }
        return read;
    }

    /** Of a part that is passed over there would be no hash. */
    @Override
    public long skip(long count) {
        throw new UnsupportedOperationException("an upload is read whole");
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** How many were read. */
    public long bytes() {
        return bytes;
    }

    /** Of what was read, in hexadecimal digits. Once. */
    public String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
