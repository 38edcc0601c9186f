package io.millrace.intake;

import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.ReindexRequested;
import io.millrace.contracts.notification.DatabaseChange;
import io.millrace.core.document.Digest;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.RegisteredSources;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowAnnouncer;
import io.millrace.core.row.RowAnnouncer.Outcome;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import io.millrace.runtime.DocumentAnnouncer;
import io.millrace.runtime.EventSink;
import io.millrace.source.row.DatabaseSources;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Takes changed rows that somebody else's reader of a log tells of. As with our own, they say only where to look: what the documents hold is asked of the database, so it
 * does not matter in what order or how often they come.
 */
@Singleton
class RowIntake {

    private static final Logger LOG = Logger.getLogger(RowIntake.class);
    private static final int PAGE = 500;

    private final DatabaseSources databases;
    private final RowAnnouncer announcer;
    private final ReindexRuns runs;
    private final EventSink sink;
    private final Clock clock = Clock.systemUTC();

    RowIntake(DatabaseSources databases, Ledger ledger, ReindexRuns runs, EventSink sink) {
        this.databases = databases;
        this.announcer = new RowAnnouncer(ledger);
        this.runs = runs;
        this.sink = sink;
    }

    /**
     * Announces the documents that a change bears on, or asks for a comparison of their tables where it doesn't say enough; when this returns, that is durable.
     *
     * @param key tells this change from others; the same again names the same changes
     * @return how many documents came to what; {@code elsewhere} for a table of which no document is made, {@code reindexing} for tables that are to be compared
     * @throws ProblemException FORBIDDEN where no mapping has the connector's name; UNAVAILABLE where database, broker or store is away, or a comparison is under way that may have
     *     passed the row already
     */
    Map<String, Integer> take(DatabaseChange logged, String key, EventContext cause) {
        RowSource source = source(logged.source());
        String table = RowChanges.table(logged, source.capturedColumns().keySet());
        if (table == null) {
            return Map.of("elsewhere", 1);
        }
        if (logged.kind() == Kind.TRUNCATED) {
            return reindex(source, table, key, cause);
        }
        try {
            RowChange change =
                    RowChanges.of(logged, table, source.capturedColumns().getOrDefault(table, Set.of()));
            return announce(source, change, key, cause);
        } catch (ProblemException e) {
            if (e.problem().category().retryable()) {
                throw e;
            }
            LOG.warnf(
                    "source %s: a change of the table %s is found by re-indexing: %s: %s",
                    source.name(), table, e.problem().code(), e.problem().detail());
            return reindex(source, table, key, cause);
        } catch (IOException e) {
            throw new ProblemException(
                    new Problem(
                            Category.UNAVAILABLE,
                            "source-unavailable",
                            "source " + source.name() + " can't be asked about a changed row: "
                                    + e.getClass().getSimpleName()),
                    e);
        }
    }

    /** A mapping that can't be read now may be the one: the notifier comes again. */
    private RowSource source(String name) {
        return databases.find(name).orElseThrow(() -> {
            List<String> wrong = databases.problems();
            return wrong.isEmpty()
                    ? RegisteredSources.notRegistered(RowUri.rootOf(name))
                    : ProblemException.of(
                            Category.UNAVAILABLE,
                            "row-mapping-wrong",
                            "source " + name + " is in no mapping that can be read; " + wrong.getFirst());
        });
    }

    private Map<String, Integer> announce(RowSource source, RowChange change, String key, EventContext cause)
            throws IOException {
        DocumentAnnouncer announcements = new DocumentAnnouncer(sink, NotificationIntake.NAME, cause);
        Outcome sum = new Outcome(0, 0, 0);
        String after = null;
        List<String> page;
        do {
            page = source.affected(change, after, PAGE);
            Map<String, Instant> documents =
                    page.stream().collect(Collectors.toMap(uri -> uri, uri -> change.committedAt()));
            sum = sum.plus(announcer.announce(source, documents, key, announcements));
            after = page.isEmpty() ? null : page.getLast();
        } while (page.size() == PAGE);
        Map<String, Integer> outcomes =
                new TreeMap<>(Map.of("changed", sum.changed(), "removed", sum.removed(), "unchanged", sum.unchanged()));
        outcomes.values().removeIf(count -> count == 0);
        return outcomes;
    }

    /**
     * Asks for the tables whose documents rest on {@code table} to be compared with the ledger. A request that comes while such a run is under way would join it, behind the place
     * that it has reached perhaps; so it is not made before that run is over. One that has not begun yet will see this change, which is committed.
     */
    private Map<String, Integer> reindex(RowSource source, String table, String key, EventContext cause) {
        String tenant = source.root().tenant();
        Set<String> scopes = source.affectedTables(table);
        for (String scope : scopes) {
            String run = Digest.of("intake", key, scope);
            Optional<ReindexRun> latest = runs.find(tenant, scope);
            if (latest.filter(found -> found.id().equals(run)).isPresent()) {
                continue;
            }
            if (latest.filter(this::isUnderWay).isPresent()) {
                throw ProblemException.of(
                        Category.UNAVAILABLE,
                        "reindex-under-way",
                        scope + " is being re-indexed, and this change asks for it again once that is done");
            }
            sink.publish(EventEnvelope.of(
                    EventType.REINDEX_REQUESTED,
                    new ReindexRequested(tenant, scope, "changed", run, null),
                    NotificationIntake.NAME,
                    new EventContext(tenant, cause.traceparent(), cause.hops()).next()));
        }
        return Map.of("reindexing", scopes.size());
    }

    private boolean isUnderWay(ReindexRun run) {
        return !run.done() && run.touchedAt().plus(ReindexRun.LEASE).isAfter(clock.instant());
    }
}
