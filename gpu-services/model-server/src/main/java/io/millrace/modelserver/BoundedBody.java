package io.millrace.modelserver;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stops after a number of bytes. Closing it leaves the stream below open: what is left of it may be wanted. */
final class BoundedBody extends FilterInputStream {

    private long left;

    BoundedBody(InputStream in, long maxBytes) {
        super(in);
        this.left = maxBytes;
    }

    /** There were more bytes. */
    static final class ExceededException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            spend(1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            spend(read);
        }
        return read;
    }

    private void spend(int bytes) throws ExceededException {
        left -= bytes;
        if (left < 0) {
            throw new ExceededException();
        }
    }

    @Override
    public void close() {}
}
