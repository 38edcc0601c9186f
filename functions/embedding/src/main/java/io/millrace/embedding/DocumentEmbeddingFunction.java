package io.millrace.embedding;

import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.contracts.ChunksPrepared;
import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Ledger;
import io.millrace.core.embed.Embedder;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.index.StageResult;
import io.millrace.core.ingest.BatchIndexer;
import io.millrace.core.ingest.Quotas;
import io.millrace.runtime.IncomingEvent;
import io.millrace.runtime.Replies;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Embeds the passages of documents, publishes complete versions, removes what is gone. */
@Singleton
public class DocumentEmbeddingFunction {

    private static final String NAME = "embedding";

    private final BatchIndexer indexer;
    private final PassageIndex index;

    DocumentEmbeddingFunction(Embedder embedder, Ledger ledger, PassageIndex index, Quotas quotas) {
        this.indexer = new BatchIndexer(embedder, ledger, index, quotas);
        this.index = index;
    }

    @Funq("chunks-prepared")
    @CloudEventMapping(trigger = EventType.Names.CHUNKS_PREPARED)
    public @Nullable CloudEvent<RawValue> chunksPrepared(CloudEvent<ChunksPrepared> event) {
        IncomingEvent<ChunksPrepared> incoming = IncomingEvent.of(event);
        ChunksPrepared batch = incoming.payload();
        EventContext context = incoming.context().next();
        return switch (indexer.index(DocumentEvents.version(batch), batch.batch(), batch.batches(), batch.chunks())) {
            case StageResult.Published published ->
                Replies.of(EventEnvelope.of(
                        EventType.DOCUMENT_INDEXED, DocumentEvents.indexed(published.state()), NAME, context));
            case StageResult.Rejected rejected ->
                Replies.of(EventEnvelope.of(
                        EventType.DOCUMENT_REJECTED, DocumentEvents.rejected(rejected.state()), NAME, context));
            case StageResult.Staged staged -> null;
            case StageResult.Superseded superseded -> null;
        };
    }

    @Funq("document-removed")
    @CloudEventMapping(trigger = EventType.Names.DOCUMENT_REMOVED)
    public @Nullable CloudEvent<RawValue> documentRemoved(CloudEvent<DocumentRemoved> event) {
        IncomingEvent<DocumentRemoved> incoming = IncomingEvent.of(event);
        DocumentRemoved removed = incoming.payload();
        DocumentState state = index.remove(removed.key(), removed.uri(), removed.order(), removed.changedAt());
        if (state.state() != DocumentState.State.REMOVED || !state.settled().equals(removed.order())) {
            return null;
        }
        return Replies.of(EventEnvelope.of(
                EventType.DOCUMENT_UNINDEXED,
                DocumentEvents.unindexed(state),
                NAME,
                incoming.context().next()));
    }
}
