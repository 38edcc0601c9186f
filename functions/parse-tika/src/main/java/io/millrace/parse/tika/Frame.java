package io.millrace.parse.tika;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/** A length in four bytes, and as many bytes: so that neither side reads into the next message, or more than it wants. */
final class Frame {

    private Frame() {}

    /** Writes what goes into a frame. */
    interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    static void write(DataOutputStream out, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.write(new DataOutputStream(bytes));
        out.writeInt(bytes.size());
        bytes.writeTo(out);
        out.flush();
    }

    /**
     * The next frame.
     *
     * @throws TooLong when it has more than {@code maxBytes}
     * @throws EOFException when the other side is gone
     */
    static DataInputStream read(DataInputStream in, int maxBytes) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > maxBytes) {
            throw new TooLong();
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    /** More than was agreed. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;
    }
}
