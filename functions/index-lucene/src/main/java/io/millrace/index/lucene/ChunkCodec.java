package io.millrace.index.lucene;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.util.List;
import org.apache.lucene.store.DataInput;
import org.apache.lucene.store.DataOutput;

/** Chunks and their vectors as bytes, inside other payloads. */
final class ChunkCodec {

    private ChunkCodec() {}

    static void writeEmbedded(DataOutput out, EmbeddedChunk embedded) throws IOException {
        write(out, embedded.chunk());
        float[] vector = embedded.vector().toArray();
        out.writeVInt(vector.length);
        for (float component : vector) {
            out.writeInt(Float.floatToIntBits(component));
        }
        writeSentences(out, embedded.sentences());
    }

    static EmbeddedChunk readEmbedded(DataInput in) throws IOException {
        Chunk chunk = read(in);
        float[] vector = new float[in.readVInt()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.intBitsToFloat(in.readInt());
        }
        return new EmbeddedChunk(chunk, Embedding.of(vector), readSentences(in));
    }

    static void write(DataOutput out, Chunk chunk) throws IOException {
        out.writeString(chunk.id());
        out.writeVInt(chunk.ordinal());
        out.writeString(chunk.text());
        writeSpan(out, chunk.span());
        Bytes.writeList(out, chunk.headings(), DataOutput::writeString);
        Integer page = chunk.page();
        out.writeByte((byte) (page == null ? 0 : 1));
        if (page != null) {
            out.writeZInt(page);
        }
        Bytes.writeList(out, chunk.sentences(), ChunkCodec::writeSpan);
    }

    static Chunk read(DataInput in) throws IOException {
        return new Chunk(
                in.readString(),
                in.readVInt(),
                in.readString(),
                readSpan(in),
                Bytes.readList(in, DataInput::readString),
                in.readByte() == 0 ? null : (Integer) in.readZInt(),
                Bytes.readList(in, ChunkCodec::readSpan));
    }

    static void writeSentences(DataOutput out, List<QuantizedEmbedding> sentences) throws IOException {
        Bytes.writeList(out, sentences, (to, sentence) -> {
            byte[] bytes = sentence.toBytes();
            to.writeVInt(bytes.length);
            to.writeBytes(bytes, bytes.length);
        });
    }

    static List<QuantizedEmbedding> readSentences(DataInput in) throws IOException {
        return Bytes.readList(in, from -> {
            byte[] bytes = new byte[from.readVInt()];
            from.readBytes(bytes, 0, bytes.length);
            return QuantizedEmbedding.ofBytes(bytes);
        });
    }

    private static void writeSpan(DataOutput out, Span span) throws IOException {
        out.writeVInt(span.start());
        out.writeVInt(span.length());
    }

    private static Span readSpan(DataInput in) throws IOException {
        int start = in.readVInt();
        return new Span(start, start + in.readVInt());
    }
}
