package io.millrace.local;

import io.millrace.contracts.ChunksPrepared;
import io.millrace.contracts.DocumentChanged;
import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.chunk.ChunkSettings;
import io.millrace.core.chunk.ChunkerSelection;
import io.millrace.core.chunk.StructureChunker;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.UploadSource;
import io.millrace.core.ingest.BatchIndexer;
import io.millrace.core.ingest.DocumentPreparer;
import io.millrace.core.ingest.IngestionLimits;
import io.millrace.core.ingest.IngestionSteps;
import io.millrace.core.ingest.Prepared;
import io.millrace.core.ingest.Quotas;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.parse.tika.ParserSettings;
import io.millrace.parse.tika.TikaDocumentParser;
import io.millrace.source.folder.FolderBlobStore;
import io.millrace.source.folder.FolderRoots;
import io.millrace.source.folder.FolderSource;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * What the functions chunking and embedding do with an event, on an empty index in memory, in one thread: core's verbs and the real store, put together as
 * the functions put them together.
 */
final class ReplayedChain implements AutoCloseable {

    private static final LuceneSettings SETTINGS = new LuceneSettings(16, Duration.ZERO, 5000, Duration.ofHours(24));
    private static final long MAX_BYTES = 1 << 20;

    private final LuceneStore store = LuceneStore.open(new ByteBuffersDirectory(), SETTINGS, Clock.systemUTC());
    private final DocumentPreparer preparer;
    private final BatchIndexer indexer;

    /**
     * @param data the data directory whose roots and uploads the documents are read from
     */
    ReplayedChain(Path data, RememberedModel model) {
        preparer = new DocumentPreparer(
                List.of(
                        new FolderSource(new FolderRoots(data), MAX_BYTES),
                        new UploadSource(new FolderBlobStore(data.resolve("blobs"), 0))),
                new TikaDocumentParser(ParserSettings.DEFAULT),
                new RegisteredSources(List.of()),
                ChunkerSelection.only(new StructureChunker(model, ChunkSettings.DEFAULT)),
                store,
                store,
                IngestionLimits.DEFAULT,
                model.model(),
                new IngestionSteps(List.of()));
        indexer = new BatchIndexer(model, store, store, Quotas.NONE);
    }

    /** Lets an event take effect, and returns the events that follow from it and have a function that takes them. */
    List<DeliveredEvent> deliver(DeliveredEvent event) {
        return switch (event.payload()) {
            case DocumentChanged changed -> prepare(changed);
            case ChunksPrepared batch -> {
                indexer.index(DocumentEvents.version(batch), batch.batch(), batch.batches(), batch.chunks());
                yield List.of();
            }
            case DocumentRemoved removed -> {
                store.remove(removed.key(), removed.uri(), removed.order(), removed.changedAt());
                yield List.of();
            }
            default -> throw new IllegalArgumentException("no function of this chain takes " + event.type());
        };
    }

    private List<DeliveredEvent> prepare(DocumentChanged changed) {
        return switch (preparer.prepare(DocumentEvents.change(changed), changed.changedAt())) {
            case Prepared.Passages passages -> batches(passages);
            case Prepared.Unchanged unchanged -> List.of();
            case Prepared.Rejected rejected -> List.of();
            case Prepared.Superseded superseded -> List.of();
        };
    }

    private static List<DeliveredEvent> batches(Prepared.Passages passages) {
        EventContext context = EventContext.start(DocumentKey.DEFAULT_TENANT);
        int count = passages.batches().size();
        return IntStream.range(0, count)
                .mapToObj(batch -> DocumentEvents.prepared(
                        passages.version(), batch, count, passages.batches().get(batch)))
                .map(batch -> EventEnvelope.of(EventType.CHUNKS_PREPARED, batch, "chunking", context))
                .map(DeliveredEvent::of)
                .toList();
    }

    LuceneStore store() {
        return store;
    }

    @Override
    public void close() {
        store.close();
    }
}
