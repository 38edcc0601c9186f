package io.millrace.bench.search;

import io.millrace.cli.client.InFlight;
import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.text.Span;
import io.millrace.index.lucene.LuceneStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Fills an index with varied copies of the documents that it holds. A copy's vector lies between that of its passage and that of another one, so that
 * neighbours are as near as passages of a subject are, and no two are the same; nothing is embedded again.
 */
final class IndexGrowth {

    private static final int AT_ONCE = 500;
    private static final int PAGE = 1000;

    /** Shares of a copy's own vector and of the other's: their squares sum to 1. */
    private static final float OWN = .8f;

    private static final float OTHER = .6f;

    private final LuceneStore store;
    private final List<Original> originals = new ArrayList<>();
    private final List<float[]> vectors = new ArrayList<>();

    /** A document that was ingested. */
    private record Original(DocumentState state, int firstVector, List<EmbeddedChunk> chunks) {}

    private record Copy(Original original, int number) {}

    IndexGrowth(LuceneStore store) {
        this.store = store;
        try (IndexSnapshot snapshot = store.snapshot()) {
            String after = null;
            List<DocumentState> page;
            do {
                page = store.list(DocumentKey.DEFAULT_TENANT, after, PAGE);
                page.forEach(state -> read(snapshot, state));
                after = page.isEmpty() ? null : page.getLast().key().id();
            } while (page.size() == PAGE);
        }
    }

    private void read(IndexSnapshot snapshot, DocumentState state) {
        Indexing indexing = state.indexing();
        if (indexing == null) {
            return;
        }
        Set<String> ids = snapshot.passages(state.key()).stream()
                .map(Passage::chunk)
                .map(Chunk::id)
                .collect(Collectors.toSet());
        List<EmbeddedChunk> chunks = new ArrayList<>(
                snapshot.embedded(state.key(), indexing.configuration(), ids).values());
        if (!chunks.isEmpty()) {
            chunks.sort(Comparator.comparingInt(embedded -> embedded.chunk().ordinal()));
            originals.add(new Original(state, vectors.size(), chunks));
            chunks.forEach(embedded -> vectors.add(embedded.vector().toArray()));
        }
    }

    /**
     * Copies whole documents until the index holds at least {@code chunks} passages.
     *
     * @param progress hears how many it holds
     */
    void growTo(int chunks, LongConsumer progress) {
        if (originals.isEmpty()) {
            throw new IllegalArgumentException("the index holds nothing to copy");
        }
        Variation variation = new Variation(originals.stream()
                .flatMap(original -> original.chunks().stream())
                .map(embedded -> embedded.chunk().text())
                .toList());
        List<Copy> copies = new ArrayList<>();
        int planned = vectors.size();
        for (int i = 0; planned < chunks; i++) {
            Original original = originals.get(i % originals.size());
            copies.add(new Copy(original, 1 + i / originals.size()));
            planned += original.chunks().size();
        }
        int[] done = {vectors.size()};
        InFlight.each(copies, AT_ONCE, copy -> {
            Batch batch = batch(copy, variation);
            store.stage(batch);
            synchronized (done) {
                done[0] += batch.chunks().size();
                progress.accept(done[0]);
            }
        });
    }

    private Batch batch(Copy copy, Variation variation) {
        DocumentState state = copy.original().state();
        String uri = state.uri() + "/copy/" + copy.number();
        DocumentKey key = DocumentKey.of(DocumentKey.DEFAULT_TENANT, uri);
        List<EmbeddedChunk> chunks = new ArrayList<>();
        for (int i = 0; i < copy.original().chunks().size(); i++) {
            EmbeddedChunk embedded = copy.original().chunks().get(i);
            chunks.add(new EmbeddedChunk(
                    varied(embedded.chunk(), Digest.of(uri, Integer.toString(i)), copy.number(), variation),
                    between(copy.original().firstVector() + i, copy.number()),
                    embedded.sentences()));
        }
        DocumentVersion version = new DocumentVersion(
                key,
                key.id(),
                Sequence.ofNumber(1),
                state.indexing() == null ? "" : state.indexing().configuration(),
                uri,
                variation.vary(state.title(), copy.number()),
                "text/plain",
                null,
                Map.of(),
                AccessList.EVERYONE,
                Instant.EPOCH,
                0,
                null);
        return new Batch(version, 0, 1, chunks, 0, 0);
    }

    private static Chunk varied(Chunk chunk, String id, int copy, Variation variation) {
        StringBuilder text = new StringBuilder();
        List<Span> sentences = new ArrayList<>();
        int end = 0;
        for (Span sentence : chunk.sentences()) {
            text.append(chunk.text(), end, sentence.start());
            int start = text.length();
            text.append(variation.vary(sentence.of(chunk.text()), copy));
            sentences.add(new Span(start, text.length()));
            end = sentence.end();
        }
        text.append(variation.vary(chunk.text().substring(end), copy));
        Span span = new Span(chunk.span().start(), chunk.span().start() + text.length());
        return new Chunk(id, chunk.ordinal(), text.toString(), span, chunk.headings(), chunk.page(), sentences);
    }

    private Embedding between(int own, int copy) {
        float[] one = vectors.get(own);
        float[] other = vectors.get((int) ((own + copy * 104_729L) % vectors.size()));
        float[] mixed = new float[one.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = OWN * one[i] + OTHER * other[i];
        }
        return Embedding.of(mixed);
    }
}
