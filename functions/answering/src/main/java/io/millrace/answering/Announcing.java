package io.millrace.answering;

import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Ledger;
import io.millrace.core.ingest.ChangeNaming;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.runtime.EventSink;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names a change that came through the API, and announces it; on return it is durable. */
@Singleton
class Announcing {

    static final String API_SOURCE = "urn:millrace:api";
    private static final String NAME = "answering";

    private final ChangeNaming naming;
    private final EventSink sink;

    Announcing(Ledger ledger, EventSink sink) {
        this.naming = new ChangeNaming(ledger);
        this.sink = sink;
    }

    /**
     * A document that was given to us.
     *
     * @param uri canonical
     * @param content where its bytes are
     * @param etag their mark; null where they have not been read
     */
    record Given(
            String uri,
            String content,
            @Nullable String etag,
            @Nullable String contentType,
            @Nullable String title,
            AccessList readers) {}

    /** @param key the same key again is the same change: of a form or a list it covers all documents */
    Receipt announce(Given document, String key) {
        NamedChange change =
                naming.notified(DocumentKey.DEFAULT_TENANT, document.uri(), document.readers(), API_SOURCE, key);
        DocumentChange announced = new DocumentChange(
                change.document(),
                change.sequence(),
                document.uri(),
                document.content(),
                document.etag(),
                document.contentType(),
                null,
                document.title(),
                document.readers(),
                Map.of(),
                Instant.now());
        sink.publish(EventEnvelope.of(
                EventType.DOCUMENT_CHANGED,
                DocumentEvents.changed(announced),
                NAME,
                EventContext.start(DocumentKey.DEFAULT_TENANT)));
        return Receipt.taken(document.uri(), change);
    }
}
