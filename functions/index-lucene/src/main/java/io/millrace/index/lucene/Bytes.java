package io.millrace.index.lucene;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.Timings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/** The small parts that the payload codecs share. */
final class Bytes {

    /** Writes one thing. */
    interface Writer<T> {
        void write(DataOutput out, T value) throws IOException;
    }

    /** Reads one thing. */
    interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    private Bytes() {}

    static <T> BytesRef encode(T value, Writer<T> writer) throws IOException {
        ByteBuffersDataOutput out = new ByteBuffersDataOutput();
        writer.write(out, value);
        return new BytesRef(out.toArrayCopy());
    }

    static <T> T decode(BytesRef bytes, Reader<T> reader) throws IOException {
        return reader.read(new ByteArrayDataInput(bytes.bytes, bytes.offset, bytes.length));
    }

    /** Refuses a payload of a form that this code does not know. */
    static void requireForm(DataInput in, byte known, String what) throws IOException {
        requireForm(in.readByte(), known, what);
    }

    /** Whether a payload is of the form {@code before}; refuses one that is neither that nor {@code known}. */
    static boolean isForm(DataInput in, byte before, byte known, String what) throws IOException {
        byte form = in.readByte();
        if (form == before) {
            return true;
        }
        requireForm(form, known, what);
        return false;
    }

    private static void requireForm(byte form, byte known, String what) throws IOException {
        if (form != known) {
            throw new IOException("a stored " + what + " has the form " + form + ", this code reads form " + known
                    + "; index again into a new data directory");
        }
    }

    static void writeOptional(DataOutput out, @Nullable String value) throws IOException {
        writeNullable(out, value, DataOutput::writeString);
    }

    static @Nullable String readOptional(DataInput in) throws IOException {
        return readNullable(in, DataInput::readString);
    }

    static void writeOptional(DataOutput out, @Nullable Instant value) throws IOException {
        writeNullable(out, value, Bytes::writeInstant);
    }

    static @Nullable Instant readOptionalInstant(DataInput in) throws IOException {
        return readNullable(in, Bytes::readInstant);
    }

    static <T> void writeNullable(DataOutput out, @Nullable T value, Writer<T> writer) throws IOException {
        out.writeByte((byte) (value == null ? 0 : 1));
        if (value != null) {
            writer.write(out, value);
        }
    }

    static <T> @Nullable T readNullable(DataInput in, Reader<T> reader) throws IOException {
        return in.readByte() == 0 ? null : reader.read(in);
    }

    static void writeTimings(DataOutput out, Timings timings) throws IOException {
        writeInstant(out, timings.announcedAt());
        out.writeVLong(timings.fetchMicros());
        out.writeVLong(timings.parseMicros());
        out.writeVLong(timings.chunkMicros());
        out.writeVLong(timings.embedMicros());
        out.writeVLong(timings.publishMicros());
    }

    static Timings readTimings(DataInput in) throws IOException {
        return new Timings(
                readInstant(in), in.readVLong(), in.readVLong(), in.readVLong(), in.readVLong(), in.readVLong());
    }

    static void writeInstant(DataOutput out, Instant value) throws IOException {
        out.writeZLong(value.getEpochSecond());
        out.writeVInt(value.getNano());
    }

    static Instant readInstant(DataInput in) throws IOException {
        return Instant.ofEpochSecond(in.readZLong(), in.readVInt());
    }

    static void writeKey(DataOutput out, DocumentKey key) throws IOException {
        out.writeString(key.tenant());
        out.writeString(key.id());
    }

    static DocumentKey readKey(DataInput in) throws IOException {
        return new DocumentKey(in.readString(), in.readString());
    }

    static void writeSequence(DataOutput out, Sequence sequence) throws IOException {
        out.writeString(sequence.value());
    }

    static Sequence readSequence(DataInput in) throws IOException {
        return new Sequence(in.readString());
    }

    static void writeAccess(DataOutput out, AccessList access) throws IOException {
        writeList(out, access.principals(), DataOutput::writeString);
    }

    static AccessList readAccess(DataInput in) throws IOException {
        return new AccessList(readList(in, DataInput::readString));
    }

    static <T> void writeList(DataOutput out, List<T> values, Writer<T> writer) throws IOException {
        out.writeVInt(values.size());
        for (T value : values) {
            writer.write(out, value);
        }
    }

    static <T> List<T> readList(DataInput in, Reader<T> reader) throws IOException {
        int size = in.readVInt();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(reader.read(in));
        }
        return values;
    }
}
