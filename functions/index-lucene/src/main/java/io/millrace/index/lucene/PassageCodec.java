package io.millrace.index.lucene;

import io.millrace.core.embed.Embedding;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.Passage;
import java.io.IOException;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;
import org.apache.lucene.util.BytesRef;

/** A passage as bytes. Its {@link Embedding} is left out: the vector field has it. */
final class PassageCodec {

    private static final byte FORM = 1;

    private PassageCodec() {}

    static Passage passage(DocumentVersion version, EmbeddedChunk embedded) {
        return new Passage(
                version.document().id(),
                version.version(),
                version.uri(),
                version.title(),
                embedded.chunk(),
                embedded.sentences());
    }

    static BytesRef encode(Passage passage) throws IOException {
        return Bytes.encode(passage, PassageCodec::write);
    }

    static Passage decode(BytesRef bytes) throws IOException {
        return Bytes.decode(bytes, PassageCodec::read);
    }

    private static void write(DataOutput out, Passage passage) throws IOException {
        out.writeByte(FORM);
        out.writeString(passage.document());
        out.writeString(passage.version());
        out.writeString(passage.uri());
        out.writeString(passage.title());
        ChunkCodec.write(out, passage.chunk());
        ChunkCodec.writeSentences(out, passage.sentences());
    }

    private static Passage read(DataInput in) throws IOException {
        Bytes.requireForm(in, FORM, "passage");
        return new Passage(
                in.readString(),
                in.readString(),
                in.readString(),
                in.readString(),
                ChunkCodec.read(in),
                ChunkCodec.readSentences(in));
    }
}
