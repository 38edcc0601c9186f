package io.millrace.modelserver;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stops after a number of bytes, and takes room for what it reads. Closing it leaves the stream below open: what is left of it may be wanted. */
final class BoundedBody extends FilterInputStream {

    private final int most;
    private final BodyMemory.Share share;
    private int count;

    BoundedBody(InputStream in, int most, BodyMemory.Share share) {
        super(in);
        this.most = most;
        this.share = share;
    }

    /** There were more bytes. */
    static final class ExceededException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Bytes so far. */
    int count() {
        return count;
    }

    /** Nothing more will be read: gives back the room that was taken for more. */
    void whole() {
        share.whole(Math.min(count, most));
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            add(1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = in.read(buffer, offset, length);
        if (read > 0) {
            add(read);
        }
        return read;
    }

    private void add(int bytes) throws ExceededException {
        count += bytes;
        if (count > most) {
            throw new ExceededException();
        }
        share.reached(count);
    }

    @Override
    public void close() {}
}
