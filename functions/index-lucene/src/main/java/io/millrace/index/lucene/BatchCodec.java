package io.millrace.index.lucene;

import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/** A staged batch as bytes, vectors and all. */
final class BatchCodec {

    private static final byte FORM = 2;

    private BatchCodec() {}

    static BytesRef encode(Batch batch) throws IOException {
        return Bytes.encode(batch, BatchCodec::write);
    }

    static Batch decode(BytesRef bytes) throws IOException {
        return Bytes.decode(bytes, BatchCodec::read);
    }

    private static void write(DataOutput out, Batch batch) throws IOException {
        out.writeByte(FORM);
        writeVersion(out, batch.version());
        out.writeVInt(batch.number());
        out.writeVInt(batch.batches());
        Bytes.writeList(out, batch.chunks(), ChunkCodec::writeEmbedded);
        out.writeVInt(batch.embedded());
        out.writeVLong(batch.embedMicros());
    }

    private static Batch read(DataInput in) throws IOException {
        Bytes.requireForm(in, FORM, "batch");
        return new Batch(
                readVersion(in),
                in.readVInt(),
                in.readVInt(),
                Bytes.readList(in, ChunkCodec::readEmbedded),
                in.readVInt(),
                in.readVLong());
    }

    private static void writeVersion(DataOutput out, DocumentVersion version) throws IOException {
        Bytes.writeKey(out, version.document());
        out.writeString(version.version());
        Bytes.writeSequence(out, version.sequence());
        out.writeString(version.configuration());
        out.writeString(version.uri());
        out.writeString(version.title());
        out.writeString(version.contentType());
        Bytes.writeOptional(out, version.etag());
        out.writeMapOfStrings(new TreeMap<>(version.metadata()));
        Bytes.writeAccess(out, version.access());
        Bytes.writeInstant(out, version.changedAt());
        out.writeVLong(version.bytes());
        Bytes.writeNullable(out, version.timings(), Bytes::writeTimings);
    }

    private static DocumentVersion readVersion(DataInput in) throws IOException {
        return new DocumentVersion(
                Bytes.readKey(in),
                in.readString(),
                Bytes.readSequence(in),
                in.readString(),
                in.readString(),
                in.readString(),
                in.readString(),
                Bytes.readOptional(in),
                Map.copyOf(in.readMapOfStrings()),
                Bytes.readAccess(in),
                Bytes.readInstant(in),
                in.readVLong(),
                Bytes.readNullable(in, Bytes::readTimings));
    }
}
