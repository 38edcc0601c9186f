package io.millrace.reindexing;

import io.millrace.contracts.DocumentEvents;
import io.millrace.contracts.DocumentRemoved;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.ReindexRequested;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;
import io.millrace.core.ingest.DocumentChange;
import io.millrace.core.ingest.Reindexer;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.IncomingEvent;
import io.millrace.source.folder.FolderRoots;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Compares sources with the ledger, when the clock says so or a person asks, and announces what differs. */
@Singleton
public class ReindexingFunction {

    private static final Logger LOG = Logger.getLogger(ReindexingFunction.class);
    private static final String NAME = "reindexing";

    private final Reindexer reindexer;
    private final FolderRoots roots;
    private final EventSink sink;

    ReindexingFunction(Instance<DocumentSource> sources, FolderRoots roots, Ledger ledger, EventSink sink) {
        this.reindexer = new Reindexer(sources.stream().toList(), ledger, Clock.systemUTC());
        this.roots = roots;
        this.sink = sink;
    }

    @Funq("schedule-fired")
    @CloudEventMapping(trigger = EventType.Names.PING)
    public void scheduleFired(CloudEvent<ReindexRequested> event) {
        compare(IncomingEvent.of(event));
    }

    @Funq("reindex-requested")
    @CloudEventMapping(trigger = EventType.Names.REINDEX_REQUESTED)
    public void reindexRequested(CloudEvent<ReindexRequested> event) {
        compare(IncomingEvent.of(event));
    }

    private void compare(IncomingEvent<ReindexRequested> incoming) {
        ReindexRequested request = incoming.payload();
        String scope = Objects.requireNonNull(request.scope());
        List<Reindexer.Scope> scopes = roots.roots().stream()
                .map(root -> new Reindexer.Scope(root.uri(), root.access()))
                .filter(root -> root.uri().startsWith(scope))
                .toList();
        String run = Digest.of(incoming.source(), incoming.id());
        try {
            Reindexer.Comparison found = reindexer.compare(
                    request.tenant(),
                    scopes,
                    run,
                    "all".equals(request.mode()),
                    new Announcer(incoming.context().next()));
            LOG.infof(
                    "reindexing %s: %d changed, %d removed, %d unchanged",
                    scope.isEmpty() ? "everything" : scope, found.changed(), found.removed(), found.unchanged());
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "source-unavailable",
                            "a source could not be listed: " + e.getClass().getSimpleName()),
                    e);
        }
    }

    private final class Announcer implements Reindexer.Announcements {

        private final EventContext context;

        Announcer(EventContext context) {
            this.context = context;
        }

        @Override
        public void changed(DocumentChange change) {
            sink.publish(EventEnvelope.of(EventType.DOCUMENT_CHANGED, DocumentEvents.changed(change), NAME, context));
        }

        @Override
        public void removed(DocumentKey document, Sequence sequence, String uri, Instant at) {
            DocumentRemoved removed = new DocumentRemoved(document.id(), sequence.value(), document.tenant(), uri, at);
            sink.publish(EventEnvelope.of(EventType.DOCUMENT_REMOVED, removed, NAME, context));
        }
    }
}
