package io.millrace.intake;

import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.ingest.Reindexer;
import io.millrace.runtime.EventSink;
import java.time.Instant;

/** Tells the broker of documents, each in the name of its own tenant, whatever the notification said of one. */
record Announcer(EventSink sink, EventContext cause) implements Reindexer.Announcements {

    static final String NAME = "intake";

    @Override
    public void changed(DocumentChange change) {
        sink.publish(EventEnvelope.of(
                EventType.DOCUMENT_CHANGED, DocumentEvents.changed(change), NAME, next(change.document())));
    }

    @Override
    public void removed(DocumentKey document, Sequence sequence, String uri, Instant at) {
        DocumentRemoved removed = new DocumentRemoved(document.id(), sequence.value(), document.tenant(), uri, at);
        sink.publish(EventEnvelope.of(EventType.DOCUMENT_REMOVED, removed, NAME, next(document)));
    }

    private EventContext next(DocumentKey document) {
        return new EventContext(document.tenant(), cause.traceparent(), cause.hops()).next();
    }
}
