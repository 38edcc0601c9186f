package io.millrace.capture;

import io.millrace.capture.LogEvent.Altered;
import io.millrace.capture.LogEvent.Changed;
import io.millrace.capture.LogEvent.Passed;
import io.millrace.core.document.Digest;
import io.millrace.core.ingest.Reindexer.Announcements;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.ChangeWindow;
import io.millrace.core.row.RowAnnouncer;
import io.millrace.core.row.RowAnnouncer.Outcome;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.core.row.RowUri;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of one log to the documents that they bear on, holds these back for a moment, and announces them; only then is the log told that the records are done
 * with. While the database, the broker or the ledger's store is away, it stands still: whoever reads the log waits, and so does the log.
 *
 * <p>Records come on the reading's thread, the end of a wait on another, so that the last change before a rest is announced in time too.
 */
final class Announcing {

    private static final Logger LOG = Logger.getLogger(Announcing.class);
    private static final int PAGE = 500;
    /**
     * So long after its last record a document is left alone: a log may tell of a commit before other sessions see it (PostgreSQL while it waits for a synchronous standby,
     * MariaDB and MySQL between binary log and engine), and what is looked up then is the row as it was.
     */
    private static final Duration SETTLE = Duration.ofMillis(100);

    private final CapturedSource source;
    private final RowAnnouncer announcer;
    private final Supplier<? extends Announcements> announcements;
    private final Reindexing reindexing;
    private final Progress progress;
    private final ChangeWindow window;
    private final ReentrantLock lock = new ReentrantLock();
    private final Patience patience;
    private final Set<String> warned = new HashSet<>();
    private @Nullable LogRecord last;
    private Instant latest = Instant.EPOCH;
    /** As of {@link System#nanoTime}, when the last document was added to the window. */
    private long addedAt = System.nanoTime();

    Announcing(
            CapturedSource source,
            RowAnnouncer announcer,
            Supplier<? extends Announcements> announcements,
            Reindexing reindexing,
            Progress progress,
            ChangeWindow window) {
        this.source = source;
        this.announcer = announcer;
        this.announcements = announcements;
        this.reindexing = reindexing;
        this.progress = progress;
        this.window = window;
        this.patience = new Patience(progress);
    }

    static ChangeWindow window(CaptureConfig config) {
        Duration longest = config.window().compareTo(SETTLE) < 0 ? SETTLE : config.window();
        return new ChangeWindow(config.windowDocuments(), longest, Clock.systemUTC());
    }

    /** Those that come next. Returns once they are done with, or wait for more changes of the same documents. */
    void take(Iterable<LogRecord> records) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (LogRecord each : records) {
                for (LogEvent event : each.events()) {
                    take(event);
                }
                last = each;
                if (window.isDue()) {
                    finish();
                }
            }
            if (window.waiting().isEmpty()) {
                finish();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Announces what waits, however short it has. */
    void finishNow() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            finish();
        } finally {
            lock.unlock();
        }
    }

    /** Announces what has waited long enough. Called all the time. */
    void look() throws InterruptedException {
        if (lock.tryLock()) {
            try {
                if (window.isDue() && unsettled() <= 0) {
                    finish();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void take(LogEvent event) throws InterruptedException {
        switch (event) {
            case Passed() -> progress.passed();
            case Altered(String table) ->
                patience.persist(() -> {
                    reindexing.oweTable(table, "the table " + table + " was made, altered or dropped");
                    return true;
                });
            case Changed(RowChange change) -> take(change);
        }
    }

    private void take(RowChange change) throws InterruptedException {
        latest = change.committedAt();
        progress.read(latest);
        if (change.kind() == Kind.TRUNCATED) {
            patience.persist(() -> {
                reindexing.oweTable(change.table(), "all rows of the table " + change.table() + " were removed");
                return true;
            });
        } else {
            addAffected(change);
        }
    }

    private void addAffected(RowChange change) throws InterruptedException {
        String after = null;
        while (true) {
            String from = after;
            List<String> page;
            try {
                page = patience.persist(() -> source.rows().affected(change, from, PAGE));
            } catch (ProblemException e) {
                skip(change, e);
                return;
            }
            window.add(page, change.committedAt());
            addedAt = System.nanoTime();
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast();
            if (window.isDue()) {
                // The record itself is not done with yet.
                announce();
            }
        }
    }

    /** One change that nobody can follow holds up no other: its table is compared with the ledger instead. */
    private void skip(RowChange change, ProblemException problem) throws InterruptedException {
        progress.skipped();
        warn(change.table(), problem);
        patience.persist(() -> {
            reindexing.oweTable(change.table(), reason(problem));
            return true;
        });
    }

    private void warn(String table, ProblemException problem) {
        if (warned.add(table)) {
            LOG.warnf(
                    "source %s: changes of the table %s are found by re-indexing: %s: %s",
                    source.name(),
                    table,
                    problem.problem().code(),
                    problem.problem().detail());
        }
    }

    /** For the status: what a person is to correct, or else only what it is called. */
    private static String reason(ProblemException problem) {
        return Patience.isMappingWrong(problem)
                ? Reasons.of(problem)
                : problem.problem().code();
    }

    /** Announces what waits, and then lets the log go on. */
    private void finish() throws InterruptedException {
        announce();
        LogRecord record = last;
        if (record != null) {
            record.done().mark();
            last = null;
        }
        progress.caughtUp();
    }

    private void announce() throws InterruptedException {
        if (window.waiting().isEmpty()) {
            return;
        }
        TimeUnit.NANOSECONDS.sleep(unsettled());
        Map<String, Instant> waiting = window.waiting();
        Outcome outcome = announced(waiting, batch(waiting), announcements.get());
        window.clear();
        progress.announced(outcome, window.merged());
    }

    /** For how many nanoseconds what was added last is to be left alone; 0 or less where it is not. */
    private long unsettled() {
        return SETTLE.toNanos() - (System.nanoTime() - addedAt);
    }

    /** All together; where some of them can't be announced by anybody, table by table, and then each alone. */
    private Outcome announced(Map<String, Instant> documents, String batch, Announcements to)
            throws InterruptedException {
        ProblemException problem;
        try {
            return patience.persist(() -> announcer.announce(source.rows(), documents, batch, to));
        } catch (ProblemException e) {
            problem = e;
        }
        Map<String, Map<String, Instant>> parts = parts(documents, RowUri::table);
        if (parts.size() == 1) {
            if (Patience.isMappingWrong(problem)) {
                return unreadable(documents, problem);
            }
            if (documents.size() == 1) {
                progress.skipped();
                LOG.warnf(
                        "%s is not announced: %s: %s",
                        documents.keySet().iterator().next(),
                        problem.problem().code(),
                        problem.problem().detail());
                return new Outcome(0, 0, 1);
            }
            parts = parts(documents, RowUri::toString);
        }
        Outcome sum = new Outcome(0, 0, 0);
        for (Map<String, Instant> part : parts.values()) {
            sum = sum.plus(announced(part, batch, to));
        }
        return sum;
    }

    private static Map<String, Map<String, Instant>> parts(
            Map<String, Instant> documents, Function<RowUri, String> name) {
        Map<String, Map<String, Instant>> parts = new LinkedHashMap<>();
        documents.forEach((uri, at) -> parts.computeIfAbsent(name.apply(RowUri.parse(uri)), _ -> new LinkedHashMap<>())
                .put(uri, at));
        return parts;
    }

    /** Documents of one table that can't be read until a person has corrected mapping or grants: it is compared with the ledger then, and the other tables go on now. */
    private Outcome unreadable(Map<String, Instant> documents, ProblemException problem) throws InterruptedException {
        String table = RowUri.parse(documents.keySet().iterator().next()).table();
        documents.keySet().forEach(_ -> progress.skipped());
        warn(table, problem);
        patience.persist(() -> {
            reindexing.owe(new RowUri(source.name(), table, List.of()).toString(), reason(problem));
            return true;
        });
        return new Outcome(0, 0, documents.size());
    }

    /** A position comes again after a kill, and names the same changes; with the time it names no others where a database was restored to an earlier state. */
    private String batch(Map<String, Instant> waiting) {
        LogRecord before = last;
        return Digest.of(before == null ? "" : before.position(), latest.toString(), waiting.toString());
    }
}
