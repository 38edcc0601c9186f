package io.millrace.index.lucene;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.FailedAttempts;
import io.millrace.core.document.Indexing;
import java.io.IOException;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/** A document's state as bytes. */
final class StateCodec {

    private static final byte FORM = 2;

    private StateCodec() {}

    static BytesRef encode(DocumentState state) throws IOException {
        return Bytes.encode(state, StateCodec::write);
    }

    static DocumentState decode(BytesRef bytes) throws IOException {
        return Bytes.decode(bytes, StateCodec::read);
    }

    private static void write(DataOutput out, DocumentState state) throws IOException {
        out.writeByte(FORM);
        Bytes.writeKey(out, state.key());
        out.writeString(state.uri());
        out.writeString(state.title());
        Bytes.writeSequence(out, state.known());
        Bytes.writeSequence(out, state.settled());
        out.writeString(state.state().name());
        Bytes.writeOptional(out, state.version());
        Bytes.writeOptional(out, state.etag());
        Bytes.writeAccess(out, state.access());
        out.writeVInt(state.chunks());
        Bytes.writeOptional(out, state.code());
        Bytes.writeOptional(out, state.reason());
        Bytes.writeOptional(out, state.changedAt());
        Bytes.writeOptional(out, state.settledAt());
        Bytes.writeNullable(out, state.indexing(), StateCodec::writeIndexing);
        Bytes.writeNullable(out, state.failures(), StateCodec::writeFailures);
    }

    private static DocumentState read(DataInput in) throws IOException {
        Bytes.requireForm(in, FORM, "document state");
        return new DocumentState(
                Bytes.readKey(in),
                in.readString(),
                in.readString(),
                Bytes.readSequence(in),
                Bytes.readSequence(in),
                State.valueOf(in.readString()),
                Bytes.readOptional(in),
                Bytes.readOptional(in),
                Bytes.readAccess(in),
                in.readVInt(),
                Bytes.readOptional(in),
                Bytes.readOptional(in),
                Bytes.readOptionalInstant(in),
                Bytes.readOptionalInstant(in),
                Bytes.readNullable(in, StateCodec::readIndexing),
                Bytes.readNullable(in, StateCodec::readFailures));
    }

    private static void writeIndexing(DataOutput out, Indexing indexing) throws IOException {
        out.writeString(indexing.configuration());
        out.writeVLong(indexing.bytes());
        out.writeVInt(indexing.chunksEmbedded());
        Bytes.writeNullable(out, indexing.timings(), Bytes::writeTimings);
    }

    private static Indexing readIndexing(DataInput in) throws IOException {
        return new Indexing(in.readString(), in.readVLong(), in.readVInt(), Bytes.readNullable(in, Bytes::readTimings));
    }

    private static void writeFailures(DataOutput out, FailedAttempts failures) throws IOException {
        Bytes.writeSequence(out, failures.sequence());
        out.writeVInt(failures.count());
        out.writeString(failures.code());
        out.writeString(failures.reason());
        Bytes.writeInstant(out, failures.lastAt());
    }

    private static FailedAttempts readFailures(DataInput in) throws IOException {
        return new FailedAttempts(
                Bytes.readSequence(in), in.readVInt(), in.readString(), in.readString(), Bytes.readInstant(in));
    }
}
