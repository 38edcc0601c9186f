package io.millrace.capture;

import io.millrace.capture.Database.Engine;
import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.ReindexRequested;
import io.millrace.core.document.Digest;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.runtime.EventSink;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Asks for what the log alone can't tell to be compared with the ledger. That it is owed is durable before the log's position moves on; asked is once no run of the same
 * scope is under way, since a second request only joins that one, which may be past what changed. For the threads of one capture.
 */
final class Reindexing {

    private static final Logger LOG = Logger.getLogger(Reindexing.class);

    /** A run without progress for so long is one that nobody goes on with (architecture §9.3, reindexing). */
    private static final Duration FORGOTTEN = Duration.ofMinutes(2);

    /** Between two requests of a scope: the first has begun its run by then. */
    private static final Duration APART = Duration.ofSeconds(10);

    private final CapturedSource source;
    private final SourcePositions positions;
    private final ReindexRuns runs;
    private final EventSink sink;
    private final Clock clock;
    private final Map<String, String> owed;
    private final Map<String, Instant> asked = new HashMap<>();

    Reindexing(CapturedSource source, SourcePositions positions, ReindexRuns runs, EventSink sink, Clock clock) {
        this.source = source;
        this.positions = positions;
        this.runs = runs;
        this.sink = sink;
        this.clock = clock;
        this.owed = new TreeMap<>(positions.owed());
    }

    /** Durable on return. */
    synchronized void owe(String scope, String reason) {
        if (!owed.containsKey(scope)) {
            positions.putOwed(scope, reason);
            owed.put(scope, reason);
            LOG.infof("source %s: %s is to be re-indexed: %s", source.name(), scope, reason);
        }
    }

    /** Everything of the source, durable on return. */
    void oweAll(String reason) {
        owe(source.rows().root().uri(), reason);
    }

    /** Those whose documents rest on a table, durable on return. */
    void oweTable(String table, String reason) {
        source.rows().affectedTables(table).forEach(scope -> owe(scope, reason));
    }

    /** As if the log had never been read: its position is forgotten, and all of the source is owed. A kill between the two is a first start, which owes all too. */
    synchronized void forget(String reason) {
        positions.forget();
        owed.clear();
        oweAll(reason);
    }

    synchronized Map<String, String> owed() {
        return Map.copyOf(owed);
    }

    /**
     * Sends what may be sent now.
     *
     * @throws io.millrace.core.problem.ProblemException UNAVAILABLE while the broker or the store is away
     */
    synchronized void ask() {
        if (owed.isEmpty() || !isPositioned()) {
            return;
        }
        for (String scope : Map.copyOf(owed).keySet()) {
            if (mayAsk(scope)) {
                String tenant = source.rows().root().tenant();
                Instant now = clock.instant();
                String run = Digest.of("capture", source.name(), scope, now.toString());
                sink.publish(EventEnvelope.of(
                        EventType.REINDEX_REQUESTED,
                        new ReindexRequested(tenant, scope, "changed", run, null),
                        SourceCapture.FUNCTION,
                        EventContext.start(tenant)));
                positions.paid(scope);
                owed.remove(scope);
                asked.put(scope, now);
            }
        }
    }

    /** A comparison before there is a position misses what changes between the two. PostgreSQL's slot is one, and is made before anything is read. */
    private boolean isPositioned() {
        return source.database().engine() == Engine.POSTGRESQL
                || !positions.offsets().isEmpty();
    }

    private boolean mayAsk(String scope) {
        Instant now = clock.instant();
        if (asked.getOrDefault(scope, Instant.EPOCH).plus(APART).isAfter(now)) {
            return false;
        }
        Optional<ReindexRun> run = runs.find(source.rows().root().tenant(), scope);
        return run.filter(found ->
                        !found.done() && found.touchedAt().plus(FORGOTTEN).isAfter(now))
                .isEmpty();
    }
}
