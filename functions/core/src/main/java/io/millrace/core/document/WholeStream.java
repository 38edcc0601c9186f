package io.millrace.core.document;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A document's bytes that are known to be all of them: where they end before or after the announced number, reading fails, so that a
 * connection that breaks off, or a document that changes while it is read, gives no part for the whole. The failure is an
 * {@link IOException}: reading again may succeed.
 */
public final class WholeStream extends FilterInputStream {

    private long left;

    /** @param bytes how many there must be */
    public WholeStream(InputStream in, long bytes) {
        super(in);
        this.left = bytes;
    }

    @Override
    public int read() throws IOException {
        int octet = in.read();
        count(octet < 0 ? -1 : 1);
        return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        count(read);
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = in.skip(bytes);
        left -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(int read) throws IOException {
        if (read > 0) {
            left -= read;
        }
        if (left < 0) {
            throw new IOException("the document has more bytes than its source announced");
        }
        if (read < 0 && left > 0) {
            throw new EOFException("the document ended " + left + " bytes before the end that its source announced");
        }
    }
}
