package io.millrace.index.lucene;

import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRun.Stage;
import java.io.IOException;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/** A reindex run as bytes. */
final class RunCodec {

    private static final byte FORM = 1;

    private RunCodec() {}

    static BytesRef encode(ReindexRun run) throws IOException {
        return Bytes.encode(run, RunCodec::write);
    }

    static ReindexRun decode(BytesRef bytes) throws IOException {
        return Bytes.decode(bytes, RunCodec::read);
    }

    private static void write(DataOutput out, ReindexRun run) throws IOException {
        out.writeByte(FORM);
        out.writeString(run.id());
        out.writeString(run.tenant());
        out.writeString(run.scope());
        out.writeByte((byte) (run.everything() ? 1 : 0));
        out.writeString(run.stage().name());
        Bytes.writeOptional(out, run.after());
        out.writeVInt(run.pages());
        out.writeVLong(run.changed());
        out.writeVLong(run.removed());
        out.writeVLong(run.unchanged());
        Bytes.writeInstant(out, run.startedAt());
        Bytes.writeInstant(out, run.touchedAt());
    }

    private static ReindexRun read(DataInput in) throws IOException {
        Bytes.requireForm(in, FORM, "reindex run");
        return new ReindexRun(
                in.readString(),
                in.readString(),
                in.readString(),
                in.readByte() != 0,
                Stage.valueOf(in.readString()),
                Bytes.readOptional(in),
                in.readVInt(),
                in.readVLong(),
                in.readVLong(),
                in.readVLong(),
                Bytes.readInstant(in),
                Bytes.readInstant(in));
    }
}
