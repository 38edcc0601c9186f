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
import io.millrace.core.index.PassageIndex;
import io.millrace.core.index.StageResult;
import io.millrace.core.text.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Embeds a batch of passages and stages it, unless its time is over. */
public final class BatchIndexer {

    private final Embedder embedder;
    private final Ledger ledger;
    private final PassageIndex index;

    public BatchIndexer(Embedder embedder, Ledger ledger, PassageIndex index) {
        this.embedder = embedder;
        this.ledger = ledger;
        this.index = index;
    }

    /**
     * @param number which batch, from 0
     * @param batches how many there are
     */
    public StageResult index(DocumentVersion version, int number, int batches, List<Chunk> chunks) {
        Optional<DocumentState> known = ledger.find(version.document());
        if (known.isPresent() && !known.get().admits(version.sequence())) {
            DocumentState state = known.get();
            boolean current = state.state() == State.INDEXED
                    && version.version().equals(state.version())
                    && version.sequence().equals(state.settled());
            return current ? new StageResult.Published(state) : new StageResult.Superseded(state);
        }
        return index.stage(new Batch(version, number, batches, embed(version.title(), chunks)));
    }

    private List<EmbeddedChunk> embed(String title, List<Chunk> chunks) {
        List<Chunk> split = chunks.stream().map(BatchIndexer::withSentences).toList();
        List<PassageEmbedding> embeddings = embedder.embedPassages(
                split.stream().map(chunk -> PassageText.of(title, chunk)).toList());
        List<EmbeddedChunk> embedded = new ArrayList<>(split.size());
        for (int i = 0; i < split.size(); i++) {
            embedded.add(new EmbeddedChunk(
                    split.get(i), embeddings.get(i).vector(), embeddings.get(i).sentences()));
        }
        return embedded;
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
