package io.millrace.chunking;

import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.contracts.ChunksPrepared;
import io.millrace.contracts.DocumentChanged;
import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.ingest.DocumentPreparer;
import io.millrace.core.ingest.Prepared;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.IncomingEvent;
import io.millrace.runtime.Replies;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Fetches, parses and splits a changed document. All batches but the last go to the broker; the last is the reply. */
@Singleton
public class ChunkingFunction {

    private static final String NAME = "chunking";

    private final DocumentPreparer preparer;
    private final EventSink sink;

    ChunkingFunction(DocumentPreparer preparer, EventSink sink) {
        this.preparer = preparer;
        this.sink = sink;
    }

    @Funq("document-changed")
    @CloudEventMapping(trigger = EventType.Names.DOCUMENT_CHANGED)
    public @Nullable CloudEvent<RawValue> documentChanged(CloudEvent<DocumentChanged> event) {
        IncomingEvent<DocumentChanged> incoming = IncomingEvent.of(event);
        EventContext context = incoming.context().next();
        return switch (preparer.prepare(DocumentEvents.change(incoming.payload()), incoming.time())) {
            case Prepared.Passages passages -> announce(passages, context);
            case Prepared.Unchanged unchanged ->
                Replies.of(EventEnvelope.of(
                        EventType.DOCUMENT_INDEXED, DocumentEvents.indexed(unchanged.state()), NAME, context));
            case Prepared.Rejected rejected ->
                Replies.of(EventEnvelope.of(
                        EventType.DOCUMENT_REJECTED, DocumentEvents.rejected(rejected.state()), NAME, context));
            case Prepared.Superseded superseded -> null;
        };
    }

    private CloudEvent<RawValue> announce(Prepared.Passages passages, EventContext context) {
        int last = passages.batches().size() - 1;
        for (int batch = 0; batch < last; batch++) {
            sink.publish(batch(passages, batch, context));
        }
        return Replies.of(batch(passages, last, context));
    }

    private static EventEnvelope batch(Prepared.Passages passages, int batch, EventContext context) {
        ChunksPrepared prepared = DocumentEvents.prepared(
                passages.version(),
                batch,
                passages.batches().size(),
                passages.batches().get(batch));
        return EventEnvelope.of(EventType.CHUNKS_PREPARED, prepared, NAME, context);
    }
}
