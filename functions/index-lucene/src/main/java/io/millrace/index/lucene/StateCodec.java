package io.millrace.index.lucene;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import java.io.IOException;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/** A document's state as bytes. */
final class StateCodec {

    private static final byte FORM = 1;

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
                Bytes.readOptionalInstant(in));
    }
}
