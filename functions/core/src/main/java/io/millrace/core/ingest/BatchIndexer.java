package io.millrace.core.ingest;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.index.StageResult;
import io.millrace.core.problem.Problem;
import io.millrace.core.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Embeds a batch of passages and stages it, unless its time is over. What the document's current version says in the same words keeps its
 * vectors: they follow from text and model alone, so it does not matter which version is current by the time this one is published.
 */
public final class BatchIndexer {

    private final Embedder embedder;
    private final Ledger ledger;
    private final PassageIndex index;
    private final Quotas quotas;
    private final AttemptLog attempts;

    public BatchIndexer(Embedder embedder, Ledger ledger, PassageIndex index, Quotas quotas) {
        this.embedder = embedder;
        this.ledger = ledger;
        this.index = index;
        this.quotas = quotas;
        this.attempts = new AttemptLog(ledger);
    }

    /**
     * @param number which batch, from 0
     * @param batches how many there are
     */
    public StageResult index(DocumentVersion version, int number, int batches, List<Chunk> chunks) {
        return attempts.noting(
                version.document(),
                version.uri(),
                version.access(),
                version.sequence(),
                () -> stage(version, number, batches, chunks));
    }

    private StageResult stage(DocumentVersion version, int number, int batches, List<Chunk> chunks) {
        DocumentState known = ledger.find(version.document()).orElse(null);
        if (known != null && !known.admits(version.sequence())) {
            return settled(known, version);
        }
        // Again, after the check before chunking: any number of documents may have passed that one and wait for their
        // vectors.
        Optional<Problem> over =
                quotas.exceeded(ledger, version.document().tenant(), known, version.bytes(), chunks.size());
        if (over.isPresent()) {
            return new StageResult.Rejected(index.reject(
                    version.document(),
                    version.uri(),
                    version.etag(),
                    version.access(),
                    version.sequence(),
                    over.get(),
                    version.changedAt()));
        }
        return index.stage(embed(version, number, batches, chunks, known));
    }

    private static StageResult settled(DocumentState state, DocumentVersion version) {
        if (!version.sequence().equals(state.settled())) {
            return new StageResult.Superseded(state);
        }
        return switch (state.state()) {
            case INDEXED ->
                version.version().equals(state.version())
                        ? new StageResult.Published(state)
                        : new StageResult.Superseded(state);
            case REJECTED -> new StageResult.Rejected(state);
            case PENDING, REMOVED -> new StageResult.Superseded(state);
        };
    }

    private Batch embed(
            DocumentVersion version, int number, int batches, List<Chunk> chunks, @Nullable DocumentState known) {
        List<Chunk> split = chunks.stream().map(BatchIndexer::withSentences).toList();
        List<PassageText> texts = split.stream()
                .map(chunk -> PassageText.of(version.title(), chunk))
                .toList();
        Map<PassageText, EmbeddedChunk> current =
                known == null || known.state() != State.INDEXED ? Map.of() : current(version, split);
        List<PassageText> changed =
                texts.stream().filter(text -> !current.containsKey(text)).toList();
        long start = System.nanoTime();
        List<PassageEmbedding> fresh = changed.isEmpty() ? List.of() : embedder.embedPassages(changed);
        long micros = changed.isEmpty() ? 0 : (System.nanoTime() - start) / 1000;
        List<EmbeddedChunk> embedded = new ArrayList<>(split.size());
        int next = 0;
        for (int i = 0; i < split.size(); i++) {
            EmbeddedChunk same = current.get(texts.get(i));
            if (same != null) {
                embedded.add(new EmbeddedChunk(split.get(i), same.vector(), same.sentences()));
            } else {
                PassageEmbedding made = fresh.get(next++);
                embedded.add(new EmbeddedChunk(split.get(i), made.vector(), made.sentences()));
            }
        }
        return new Batch(version, number, batches, embedded, changed.size(), micros);
    }

    private Map<PassageText, EmbeddedChunk> current(DocumentVersion version, List<Chunk> chunks) {
        try (IndexSnapshot snapshot = index.snapshot()) {
            return snapshot.embedded(
                    version.document(),
                    version.configuration(),
                    chunks.stream().map(Chunk::id).collect(Collectors.toSet()));
        }
    }

    /** A step that changed a chunk's text left its sentence spans out. */
    private static Chunk withSentences(Chunk chunk) {
        if (!chunk.sentences().isEmpty()) {
            return chunk;
        }
        return new Chunk(
                chunk.id(),
                chunk.ordinal(),
                chunk.text(),
                chunk.span(),
                chunk.headings(),
                chunk.page(),
                Sentences.split(chunk.text()));
    }
}
