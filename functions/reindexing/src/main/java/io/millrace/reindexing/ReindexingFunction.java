package io.millrace.reindexing;

import com.fasterxml.jackson.databind.util.RawValue;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.ReindexRequested;
import io.millrace.core.document.BlobStore;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.core.ingest.Reindexer;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.runtime.DocumentAnnouncer;
import io.millrace.runtime.EventSink;
import io.millrace.runtime.Housekeeping;
import io.millrace.runtime.IncomingEvent;
import io.millrace.runtime.Replies;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventMapping;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Compares sources with the ledger, when the clock says so or a person asks, and announces what differs. A delivery does one
 * page; its reply asks for the next.
 */
@Singleton
public class ReindexingFunction {

    private static final Logger LOG = Logger.getLogger(ReindexingFunction.class);
    private static final String NAME = "reindexing";
    private static final String EVERYTHING = "all";
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Reindexer reindexer;
    private final RegisteredSources registered;
    private final EventSink sink;
    private final Housekeeping housekeeping;

    ReindexingFunction(
            Instance<DocumentSource> sources,
            RegisteredSources registered,
            Ledger ledger,
            ReindexRuns runs,
            BlobStore uploads,
            Housekeeping housekeeping,
            EventSink sink,
            ReindexingConfig config) {
        Reindexer.Limits limits = new Reindexer.Limits(config.pageChanges(), config.pageDocuments(), config.pageTime());
        this.reindexer = new Reindexer(
                sources.stream().toList(),
                ledger,
                runs,
                uploads,
                limits,
                ReindexingFunction::warn,
                Clock.systemUTC(),
                ReindexingFunction::pause);
        this.registered = registered;
        this.sink = sink;
        this.housekeeping = housekeeping;
    }

    @Funq("schedule-fired")
    @CloudEventMapping(trigger = EventType.Names.PING)
    public @Nullable CloudEvent<RawValue> scheduleFired(CloudEvent<ReindexRequested> event) {
        // No function is always there to do it; this one is woken by the clock.
        housekeeping.sweep(Instant.now());
        return compare(IncomingEvent.of(event));
    }

    @Funq("reindex-requested")
    @CloudEventMapping(trigger = EventType.Names.REINDEX_REQUESTED)
    public @Nullable CloudEvent<RawValue> reindexRequested(CloudEvent<ReindexRequested> event) {
        return compare(IncomingEvent.of(event));
    }

    private @Nullable CloudEvent<RawValue> compare(IncomingEvent<ReindexRequested> incoming) {
        ReindexRequested request = incoming.payload();
        EventContext context = new EventContext(
                request.tenant(),
                incoming.context().traceparent(),
                incoming.context().hops());
        String id = Objects.requireNonNullElseGet(request.run(), () -> Digest.of(incoming.source(), incoming.id()));
        Optional<ReindexRun> current = run(id, request);
        Optional<ReindexRun> run = current.filter(found -> found.id().equals(id));
        if (run.isEmpty()) {
            if (asksForMore(request, current)) {
                throw ProblemException.of(
                        Category.UNAVAILABLE,
                        "reindex-under-way",
                        "a run that announces only what changed is under way in this scope; this one comes after it");
            }
            LOG.infof("%s: another run is under way, which this one joins", name(request));
            return null;
        }
        ReindexRun next = run.get().done()
                ? run.get()
                : reindexer.advance(run.get(), registered.roots(), new DocumentAnnouncer(sink, NAME, context));
        if (!next.id().equals(id)) {
            return null;
        }
        if (next.done()) {
            LOG.infof(
                    "%s: %d changed, %d removed, %d unchanged",
                    name(request), next.changed(), next.removed(), next.unchanged());
            // Uploads of all tenants lie together: the schedule's run over everything sweeps them.
            if (next.scope().isEmpty() && next.tenant().equals(DocumentKey.DEFAULT_TENANT)) {
                housekeeping.sweepUploads(next.startedAt());
            }
            return null;
        }
        ReindexRequested more =
                new ReindexRequested(next.tenant(), next.scope(), request.mode(), next.id(), next.pages());
        // As many hops as this event has: a run has an end, however many pages it takes.
        return Replies.of(EventEnvelope.of(EventType.REINDEX_REQUESTED, more, NAME, context));
    }

    private static boolean asksForMore(ReindexRequested request, Optional<ReindexRun> current) {
        return request.page() == null
                && EVERYTHING.equals(request.mode())
                && current.filter(ReindexRun::everything).isEmpty();
    }

    private Optional<ReindexRun> run(String id, ReindexRequested request) {
        String scope = Objects.requireNonNull(request.scope());
        return request.page() == null
                ? Optional.of(reindexer.begin(id, request.tenant(), scope, EVERYTHING.equals(request.mode())))
                : reindexer.find(request.tenant(), scope);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.of(
                    Category.UNAVAILABLE, "interrupted", "this process ends; the next goes on with the run");
        }
    }

    private static void warn(String root, Exception failure) {
        LOG.warnf(
                "%s can't be compared and stays as it is until the next run: %s",
                root,
                failure instanceof ProblemException known
                        ? known.problem().code() + ": " + known.problem().detail()
                        : failure);
    }

    private static String name(ReindexRequested request) {
        return "reindexing " + (String.valueOf(request.scope()).isEmpty() ? "everything" : request.scope());
    }
}
