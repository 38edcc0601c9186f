package io.millrace.index.lucene;

import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRun.Failed;
import io.millrace.core.ingest.ReindexRun.Stage;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/** A reindex run as bytes. */
final class RunCodec {

    private static final byte FORM = 2;
    /** Has nothing of what could not be compared. */
    private static final byte FORM_BEFORE = 1;

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
        Bytes.writeList(out, run.failed(), RunCodec::writeFailed);
        Bytes.writeInstant(out, run.startedAt());
        Bytes.writeInstant(out, run.touchedAt());
    }

    private static void writeFailed(DataOutput out, Failed failed) throws IOException {
        out.writeString(failed.uri());
        out.writeString(failed.reason());
    }

    private static Failed readFailed(DataInput in) throws IOException {
        return new Failed(in.readString(), in.readString());
    }

    private static ReindexRun read(DataInput in) throws IOException {
        boolean before = Bytes.isForm(in, FORM_BEFORE, FORM, "reindex run");
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
                before ? List.of() : Bytes.readList(in, RunCodec::readFailed),
                Bytes.readInstant(in),
                Bytes.readInstant(in));
    }
}
