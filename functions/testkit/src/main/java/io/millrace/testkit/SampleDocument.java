package io.millrace.testkit;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.Timings;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.text.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document to store, with chunks and vectors that follow from its name and content.
 *
 * @param tenant whose it is
 * @param uri where it comes from
 * @param access who may see it
 * @param position its change, as {@link Sequence#ofNumber}
 * @param etag the source's mark; null for none
 * @param texts one for each chunk
 * @param batches how many batches the chunks are cut into, at most as many as there are chunks
 */
public record SampleDocument(
        String tenant,
        String uri,
        AccessList access,
        long position,
        @Nullable String etag,
        List<String> texts,
        int batches) {

    /** When every sample changed at its source, plus its position in seconds. */
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    public SampleDocument {
        texts = List.copyOf(texts);
    }

    /** A public document of one batch, changed at position 1. */
    public static SampleDocument of(String name, String... texts) {
        return new SampleDocument(
                DocumentKey.DEFAULT_TENANT, "file:/samples/" + name, AccessList.EVERYONE, 1, null, List.of(texts), 1);
    }

    public SampleDocument at(long newPosition) {
        return new SampleDocument(tenant, uri, access, newPosition, etag, texts, batches);
    }

    public SampleDocument saying(String... newTexts) {
        return new SampleDocument(tenant, uri, access, position, etag, List.of(newTexts), batches);
    }

    public SampleDocument in(int newBatches) {
        return new SampleDocument(tenant, uri, access, position, etag, texts, newBatches);
    }

    public SampleDocument marked(String newEtag) {
        return new SampleDocument(tenant, uri, access, position, newEtag, texts, batches);
    }

    public SampleDocument of(String newTenant) {
        return new SampleDocument(newTenant, uri, access, position, etag, texts, batches);
    }

    public SampleDocument seenBy(String... principals) {
        return new SampleDocument(tenant, uri, new AccessList(List.of(principals)), position, etag, texts, batches);
    }

    public DocumentKey key() {
        return DocumentKey.of(tenant, uri);
    }

    public Sequence sequence() {
        return Sequence.ofNumber(position);
    }

    public Instant changedAt() {
        return EPOCH.plusSeconds(position);
    }

    public DocumentVersion version() {
        String version = Digest.of(key().id(), String.join("\n", texts), access.toString());
        return new DocumentVersion(
                key(),
                version,
                sequence(),
                "sample-configuration",
                uri,
                title(),
                "text/plain",
                etag,
                Map.of("origin", "sample"),
                access,
                changedAt(),
                String.join("\n", texts).length(),
                new Timings(changedAt(), 1, 2, 3, 0, 0));
    }

    public String title() {
        return "About " + uri.substring(uri.lastIndexOf('/') + 1);
    }

    /** Its chunks in order, each with its vectors. */
    public List<EmbeddedChunk> chunks() {
        List<EmbeddedChunk> chunks = new ArrayList<>();
        int offset = 0;
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            String id = Digest.of(key().id(), text, Integer.toString(i));
            List<Span> sentences = sentences(text);
            Chunk chunk = new Chunk(
                    id, i, text, new Span(offset, offset + text.length()), List.of("Part " + i), i + 1, sentences);
            List<QuantizedEmbedding> vectors = new ArrayList<>();
            for (Span sentence : sentences) {
                vectors.add(SampleVectors.quantized(sentence.of(text).hashCode()));
            }
            chunks.add(new EmbeddedChunk(chunk, SampleVectors.unit(text.hashCode()), vectors));
            offset += text.length() + 1;
        }
        return chunks;
    }

    /** Its batches in order. */
    public List<Batch> toBatches() {
        List<EmbeddedChunk> chunks = chunks();
        List<Batch> cut = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            int from = chunks.size() * i / batches;
            int to = chunks.size() * (i + 1) / batches;
            cut.add(new Batch(version(), i, batches, chunks.subList(from, to)));
        }
        return cut;
    }

    /** Its only batch. */
    public Batch batch() {
        if (batches != 1) {
            throw new IllegalStateException(uri + " has " + batches + " batches");
        }
        return toBatches().getFirst();
    }

    private static List<Span> sentences(String text) {
        List<Span> sentences = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int stop = text.indexOf(". ", start);
            int end = stop < 0 ? text.length() : stop + 1;
            if (end > start) {
                sentences.add(new Span(start, end));
            }
            start = end + 1;
        }
        return sentences;
    }
}
