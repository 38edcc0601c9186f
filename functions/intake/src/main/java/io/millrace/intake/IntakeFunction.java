package io.millrace.intake;

import io.millrace.contracts.EventType;
import io.millrace.contracts.FileChanged;
import io.millrace.contracts.FileRemoved;
import io.millrace.contracts.NotificationRefused;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.document.SourceRoot;
import io.millrace.core.ingest.ChangeNaming;
import io.millrace.core.ingest.ChangeNaming.NamedChange;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.ingest.FileAnnouncer;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.Backlog;
import io.millrace.runtime.DocumentAnnouncer;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.IncomingEvent;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Turns notifications of files into announcements of documents. It answers only when the announcement is durable, so a notifier
 * that gets no 2xx may send again.
 */
@Singleton
public class IntakeFunction {

    private final RegisteredSources sources;
    private final Ledger ledger;
    private final ChangeNaming naming;
    private final FileAnnouncer files;
    private final EventSink sink;
    private final Backlog backlog;
    private final NotificationIntake notifications;
    private final NotifierToken token;
    private final CurrentVertxRequest request;

    IntakeFunction(
            RegisteredSources sources,
            Instance<DocumentSource> places,
            Ledger ledger,
            EventSink sink,
            Backlog backlog,
            NotificationIntake notifications,
            NotifierToken token,
            CurrentVertxRequest request) {
        this.sources = sources;
        this.ledger = ledger;
        this.naming = new ChangeNaming(ledger);
        this.files = new FileAnnouncer(places.stream().toList(), ledger);
        this.sink = sink;
        this.backlog = backlog;
        this.notifications = notifications;
        this.token = token;
        this.request = request;
    }

    @Funq("file-changed")
    @CloudEventMapping(trigger = EventType.Names.FILE_CHANGED)
    public void fileChanged(CloudEvent<FileChanged> event) {
        IncomingEvent<FileChanged> incoming = IncomingEvent.of(event);
        FileChanged file = incoming.payload();
        SourceRoot root = root(file.uri());
        if (ledger.find(DocumentKey.of(root.tenant(), file.uri()))
                .filter(state -> state.holds(file.etag(), root.access()))
                .isPresent()) {
            return;
        }
        backlog.requireRoom();
        NamedChange change =
                naming.notified(root.tenant(), file.uri(), root.access(), incoming.source(), incoming.id());
        new DocumentAnnouncer(sink, NotificationIntake.NAME, incoming.context())
                .changed(new DocumentChange(
                        change.document(),
                        change.sequence(),
                        file.uri(),
                        file.uri(),
                        file.etag(),
                        null,
                        file.size(),
                        null,
                        root.access(),
                        Map.of(),
                        incoming.time()));
    }

    @Funq("file-removed")
    @CloudEventMapping(trigger = EventType.Names.FILE_REMOVED)
    public void fileRemoved(CloudEvent<FileRemoved> event) {
        IncomingEvent<FileRemoved> incoming = IncomingEvent.of(event);
        String uri = incoming.payload().uri();
        SourceRoot root = root(uri);
        files.removed(
                root,
                uri,
                incoming.source(),
                incoming.id(),
                incoming.time(),
                new DocumentAnnouncer(sink, NotificationIntake.NAME, incoming.context()));
    }

    /** Of a file only: other sources have an order of their own, which a number of the ledger would break. */
    private SourceRoot root(String uri) {
        token.requireOrOwner(request.getCurrent());
        if (!uri.startsWith("file:")) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "file-uri-invalid",
                    "events of files have file: uris; other sources notify at /notifications");
        }
        return sources.require(uri);
    }

    /** A notification that was refused: refused again, which makes it a dead letter, unless what stood against it is gone. */
    @Funq("notification-refused")
    @CloudEventMapping(trigger = EventType.Names.NOTIFICATION_REFUSED)
    public void notificationRefused(CloudEvent<NotificationRefused> event) {
        IncomingEvent<NotificationRefused> incoming = IncomingEvent.of(event);
        notifications.retake(incoming.payload(), incoming.context());
    }
}
