package io.millrace.intake;

import io.millrace.contracts.DocumentChanged;
import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.FileChanged;
import io.millrace.contracts.FileRemoved;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.ingest.ChangeNaming;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.IncomingEvent;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;

/**
 * Turns notifications of files into announcements of documents. It answers only when the announcement is durable, so a notifier
 * that gets no 2xx may send again.
 */
@Singleton
public class IntakeFunction {

    private static final String NAME = "intake";
    /** Whatever a notification from outside says of its tenant, this is it. */
    private static final String TENANT = DocumentKey.DEFAULT_TENANT;

    private final RegisteredSources sources;
    private final Ledger ledger;
    private final ChangeNaming naming;
    private final EventSink sink;

    IntakeFunction(RegisteredSources sources, Ledger ledger, EventSink sink) {
        this.sources = sources;
        this.ledger = ledger;
        this.naming = new ChangeNaming(ledger);
        this.sink = sink;
    }

    @Funq("file-changed")
    @CloudEventMapping(trigger = EventType.Names.FILE_CHANGED)
    public void fileChanged(CloudEvent<FileChanged> event) {
        IncomingEvent<FileChanged> incoming = IncomingEvent.of(event);
        FileChanged file = incoming.payload();
        AccessList access = sources.require(file.uri()).access();
        if (isSettled(file, access)) {
            return;
        }
        NamedChange change = naming.notified(TENANT, file.uri(), access, incoming.source(), incoming.id());
        DocumentChanged changed = DocumentEvents.changed(new DocumentChange(
                change.document(),
                change.sequence(),
                file.uri(),
                file.uri(),
                file.etag(),
                null,
                file.size(),
                null,
                access,
                Map.of(),
                incoming.time()));
        sink.publish(EventEnvelope.of(
                EventType.DOCUMENT_CHANGED, changed, NAME, incoming.context().next()));
    }

    @Funq("file-removed")
    @CloudEventMapping(trigger = EventType.Names.FILE_REMOVED)
    public void fileRemoved(CloudEvent<FileRemoved> event) {
        IncomingEvent<FileRemoved> incoming = IncomingEvent.of(event);
        String uri = incoming.payload().uri();
        Instant at = incoming.time();
        NamedChange change =
                naming.notified(TENANT, uri, sources.require(uri).access(), incoming.source(), incoming.id());
        DocumentRemoved removed =
                new DocumentRemoved(change.document().id(), change.sequence().value(), TENANT, uri, at);
        sink.publish(EventEnvelope.of(
                EventType.DOCUMENT_REMOVED, removed, NAME, incoming.context().next()));
    }

    private boolean isSettled(FileChanged file, AccessList access) {
        return ledger.find(DocumentKey.of(TENANT, file.uri()))
                .filter(state -> !state.changing() && state.state() == State.INDEXED)
                .filter(state -> file.etag().equals(state.etag()) && access.equals(state.access()))
                .map(DocumentState::key)
                .isPresent();
    }
}
