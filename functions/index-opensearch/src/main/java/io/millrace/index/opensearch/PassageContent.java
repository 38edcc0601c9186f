package io.millrace.index.opensearch;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.text.Span;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What is stored of a passage besides what it is searched by.
 *
 * @param sentences one vector for each of the chunk's sentences, or none at all
 */
record PassageContent(Chunk chunk, List<QuantizedEmbedding> sentences) {

    PassageContent {
        sentences = List.copyOf(sentences);
    }

    static byte[] toBytes(EmbeddedChunk passage) {
        Chunk chunk = passage.chunk();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, chunk.id());
            out.writeInt(chunk.ordinal());
            write(out, chunk.text());
            write(out, chunk.span());
            out.writeInt(chunk.headings().size());
            for (String heading : chunk.headings()) {
                write(out, heading);
            }
            out.writeInt(chunk.page() == null ? 0 : chunk.page());
            out.writeInt(chunk.sentences().size());
            for (Span sentence : chunk.sentences()) {
                write(out, sentence);
            }
            out.writeInt(passage.sentences().size());
            for (QuantizedEmbedding sentence : passage.sentences()) {
                write(out, sentence.toBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @param base64 of what {@link #toBytes} wrote, as OpenSearch gives it back */
    static PassageContent of(String base64) {
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
            String id = readString(in);
            int ordinal = in.readInt();
            String text = readString(in);
            Span span = readSpan(in);
            List<String> headings = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                headings.add(readString(in));
            }
            int page = in.readInt();
            List<Span> spans = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                spans.add(readSpan(in));
            }
            List<QuantizedEmbedding> sentences = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                sentences.add(QuantizedEmbedding.ofBytes(readBytes(in)));
            }
            return new PassageContent(
                    new Chunk(id, ordinal, text, span, headings, page == 0 ? null : page, spans), sentences);
        } catch (IOException e) {
            throw new UncheckedIOException("a passage's content ends before its end", e);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        write(out, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(DataOutputStream out, Span span) throws IOException {
        out.writeInt(span.start());
        out.writeInt(span.end());
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readString(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    private static Span readSpan(DataInputStream in) throws IOException {
        return new Span(in.readInt(), in.readInt());
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt());
    }
}
