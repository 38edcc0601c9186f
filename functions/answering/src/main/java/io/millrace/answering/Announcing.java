package io.millrace.answering;

import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.core.access.Caller;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.ingest.ChangeNaming;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.RequestTrace;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names a change that came through the API, and announces it; on return it is durable. */
@Singleton
class Announcing {

    static final String API_SOURCE = "urn:millrace:api";
    private static final String NAME = "answering";

    private final Ledger ledger;
    private final ChangeNaming naming;
    private final EventSink sink;
    private final RequestTrace trace;

    Announcing(Ledger ledger, EventSink sink, RequestTrace trace) {
        this.ledger = ledger;
        this.naming = new ChangeNaming(ledger);
        this.sink = sink;
        this.trace = trace;
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

    /**
     * @param caller whose tenant's document it becomes
     * @param key the same key again is the same change: of a form or a list it covers all documents
     * @throws ProblemException FORBIDDEN: {@code document-not-yours} for a document that is there and that they can't see, {@code access-without-you} for one that
     *     they could not see
     */
    Receipt announce(Caller caller, Given document, String key) {
        requireAllowed(caller, document);
        NamedChange change = naming.notified(caller.tenant(), document.uri(), document.readers(), API_SOURCE, key);
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
                EventType.DOCUMENT_CHANGED, DocumentEvents.changed(announced), NAME, trace.start(caller.tenant())));
        return Receipt.taken(document.uri(), change);
    }

    /** @throws ProblemException as {@link #announce} does */
    void requireAllowed(Caller caller, Given document) {
        if (!caller.may(Role.ADMINISTRATOR) && !document.readers().admits(caller.principals())) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "access-without-you",
                    "you could not see this document yourself; name yourself or a group of yours in its access, or ask an administrator");
        }
        requireOwn(caller, DocumentKey.of(caller.tenant(), document.uri()));
    }

    private void requireOwn(Caller caller, DocumentKey document) {
        boolean hidden = ledger.find(document)
                .filter(state -> state.state() != State.REMOVED || state.changing())
                .filter(state -> !Seen.by(caller, state))
                .isPresent();
        if (hidden) {
            throw ProblemException.of(
                    Category.FORBIDDEN,
                    "document-not-yours",
                    "this uri names a document that others put in; use another uri");
        }
    }
}
