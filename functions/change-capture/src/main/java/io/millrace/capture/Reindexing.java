package io.millrace.capture;

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
import java.util.concurrent.ConcurrentSkipListMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what the log alone can't tell to be compared with the ledger. That it is owed is durable before the log's position moves on. Asked is once no run of the same
 * scope is under way, since a second request only joins that one, which may be past what changed; and what is owed stays so until a run that began after the request is
 * done and the database could be read all the while, as far as can be seen from here: a run whose source fails lists nothing, and is done.
 * One thread asks; whoever owes meanwhile waits for no table and for no broker.
 */
final class Reindexing {

    private static final Logger LOG = Logger.getLogger(Reindexing.class);

    /** A run without progress for so long is one that nobody goes on with (architecture §9.3, reindexing). */
    private static final Duration FORGOTTEN = Duration.ofMinutes(2);

    /** Between two requests of a scope: the first has begun its run by then. And between two looks at its tables. */
    private static final Duration APART = Duration.ofSeconds(10);

    /** After a run that may have compared nothing: a database that comes back for moments is not asked all the time. */
    private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);

    /** A request of which no run came in so long is lost, or the broker has much else to deliver. */
    private static final Duration UNHEARD = Duration.ofMinutes(10);

    /** Runs are looked up no more often than so. */
    private static final Duration LOOK = Duration.ofMillis(250);

    /** @param number tells it from one that came later: what was asked for before that may be past the change */
    private record Debt(String reason, long number) {}

    /**
     * What was asked for, and of which it is not known yet whether it was done.
     *
     * @param debt the number of what it is to pay
     * @param run names the run that it begins
     * @param lookedAt when the tables were looked at last
     * @param failed whether they could not be read then, or at a time before
     */
    private record Request(long debt, String run, Instant at, Instant lookedAt, boolean failed) {

        Request looked(Instant now, boolean listed) {
            return new Request(debt, run, at, now, failed || !listed);
        }
    }

    private final CapturedSource source;
    private final SourcePositions positions;
    private final ReindexRuns runs;
    private final EventSink sink;
    private final Clock clock;
    /** Written under this object's lock, which is held for no longer than the store takes to note it. */
    private final Map<String, Debt> owed = new ConcurrentSkipListMap<>();

    private long debts;

    /** These are for the thread that asks. */
    private final Map<String, Request> asked = new HashMap<>();

    private final Map<String, Instant> notBefore = new HashMap<>();
    private Instant lookAt = Instant.MIN;

    Reindexing(CapturedSource source, SourcePositions positions, ReindexRuns runs, EventSink sink, Clock clock) {
        this.source = source;
        this.positions = positions;
        this.runs = runs;
        this.sink = sink;
        this.clock = clock;
        positions.owed().forEach((scope, reason) -> owed.put(scope, new Debt(reason, debts++)));
    }

    /** Durable on return. */
    synchronized void owe(String scope, String reason) {
        Debt before = owed.get(scope);
        if (before == null) {
            positions.putOwed(scope, reason);
            LOG.infof("source %s: %s is to be re-indexed: %s", source.name(), scope, reason);
        }
        owed.put(scope, new Debt(before == null ? reason : before.reason(), debts++));
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

    /** Waits for nobody. */
    Map<String, String> owed() {
        Map<String, String> reasons = new HashMap<>();
        owed.forEach((scope, debt) -> reasons.put(scope, debt.reason()));
        return reasons;
    }

    /**
     * Sends what may be sent now, and takes off what is done.
     *
     * @throws io.millrace.core.problem.ProblemException UNAVAILABLE while the broker or the store is away
     */
    void ask() {
        Instant now = clock.instant();
        if (owed.isEmpty() || lookAt.isAfter(now) || !isPositioned()) {
            return;
        }
        asked.entrySet().removeIf(each -> !isFor(each.getKey(), each.getValue()));
        for (Map.Entry<String, Debt> each : new TreeMap<>(owed).entrySet()) {
            String scope = each.getKey();
            Optional<ReindexRun> run = runs.find(source.rows().root().tenant(), scope);
            Request request = asked.get(scope);
            if (run.isPresent()
                    && !run.get().done()
                    && run.get().touchedAt().plus(FORGOTTEN).isAfter(now)) {
                watch(scope, request, now);
            } else if (request != null && run.isPresent() && isOf(run.get(), request)) {
                finish(scope, request, run.get(), now);
            } else if (request == null || request.at().plus(UNHEARD).isBefore(now)) {
                request(scope, each.getValue(), now);
            }
        }
        lookAt = now.plus(LOOK);
    }

    private boolean isFor(String scope, Request request) {
        Debt debt = owed.get(scope);
        return debt != null && debt.number() == request.debt();
    }

    /** While a run is under way, whether it can list anything is looked at again and again. */
    private void watch(String scope, @Nullable Request request, Instant now) {
        if (request != null && !request.lookedAt().plus(APART).isAfter(now)) {
            asked.put(scope, request.looked(now, canBeListed(scope, look(scope))));
        }
    }

    /** Whether a run that is over, or given up, is the answer to a request. One that began before and ended after it has taken the request up, and may have been past the change. */
    private static boolean isOf(ReindexRun run, Request request) {
        return run.id().equals(request.run()) || run.touchedAt().isAfter(request.at());
    }

    private void finish(String scope, Request request, ReindexRun run, Instant now) {
        asked.remove(scope);
        boolean began = run.id().equals(request.run()) || run.startedAt().isAfter(request.at());
        if (!began || !run.done()) {
            return;
        }
        TableLook look = look(scope);
        boolean nothing = run.changed() + run.unchanged() == 0;
        if (request.failed() || !canBeListed(scope, look) || (nothing && look.rows())) {
            LOG.infof("source %s: %s is to be re-indexed again: not all could be read", source.name(), scope);
            notBefore.put(scope, now.plus(AFTER_A_FAILURE));
            return;
        }
        pay(scope, request);
    }

    private synchronized void pay(String scope, Request request) {
        if (isFor(scope, request)) {
            positions.paid(scope);
            owed.remove(scope);
        }
    }

    private void request(String scope, Debt debt, Instant now) {
        if (notBefore.getOrDefault(scope, Instant.MIN).isAfter(now)) {
            return;
        }
        TableLook look = look(scope);
        if (!canBeListed(scope, look)) {
            notBefore.put(scope, now.plus(APART));
            return;
        }
        String tenant = source.rows().root().tenant();
        String run = Digest.of("capture", source.name(), scope, now.toString());
        sink.publish(EventEnvelope.of(
                EventType.REINDEX_REQUESTED,
                new ReindexRequested(tenant, scope, "changed", run, null),
                SourceCapture.FUNCTION,
                EventContext.start(tenant)));
        asked.put(scope, new Request(debt.number(), run, now, now, false));
        notBefore.put(scope, now.plus(APART));
    }

    /** Of a whole source, a table that its mapping has wrong is owed by itself, and the others need not wait for it. */
    private boolean canBeListed(String scope, TableLook look) {
        look.wrong().forEach((table, reason) -> {
            if (!owed.containsKey(table)) {
                owe(table, reason);
            }
        });
        return look.away().isEmpty() && !look.wrong().containsKey(scope);
    }

    private TableLook look(String scope) {
        TableLook look = TableLook.at(source.rows(), scope);
        if (!look.isWhole()) {
            LOG.debugf("source %s: %s can't be compared now: %s %s", source.name(), scope, look.away(), look.wrong());
        }
        return look;
    }

    /** A comparison before there is a position misses what changes between the two. PostgreSQL's slot is one, and is made before anything is read. */
    private boolean isPositioned() {
        return source.address().keepsPosition() || !positions.offsets().isEmpty();
    }
}
