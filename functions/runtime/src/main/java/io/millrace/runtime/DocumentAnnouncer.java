package io.millrace.runtime;

import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.ingest.Reindexer;
import java.time.Instant;

/**
 * Tells the broker of documents, each in the name of its own tenant, whatever the cause said of one. What it was told is durable when a call returns.
 *
 * @param function who says so, such as {@code intake}
 * @param cause the event that this follows from
 */
public record DocumentAnnouncer(EventSink sink, String function, EventContext cause)
        implements Reindexer.Announcements {

    @Override
    public void changed(DocumentChange change) {
        sink.publish(EventEnvelope.of(
                EventType.DOCUMENT_CHANGED, DocumentEvents.changed(change), function, next(change.document())));
    }

    @Override
    public void removed(DocumentKey document, Sequence sequence, String uri, Instant at) {
        DocumentRemoved removed = new DocumentRemoved(document.id(), sequence.value(), document.tenant(), uri, at);
        sink.publish(EventEnvelope.of(EventType.DOCUMENT_REMOVED, removed, function, next(document)));
    }

    private EventContext next(DocumentKey document) {
        return new EventContext(document.tenant(), cause.traceparent(), cause.hops()).next();
    }
}
