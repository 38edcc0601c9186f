package io.millrace.capture;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.millrace.contracts.EventContext;
import io.millrace.core.document.Ledger;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.row.RowAnnouncer;
import io.millrace.runtime.DocumentAnnouncer;
import io.millrace.runtime.EventSink;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one source's log for as long as the process lives: looks whether it can be read, reads it, and begins again when that ends, however it ends.
 */
final class SourceCapture implements AutoCloseable {

    static final String FUNCTION = "change-capture";

    private static final Logger LOG = Logger.getLogger(SourceCapture.class);
    private static final String OTHER_COLUMNS = "the mapping has other columns than before";
    /** What is looked after while a log is read, each by a thread. */
    private static final int LOOKS = 3;

    private static final Duration LOOK = Duration.ofMillis(25);
    private static final Duration REFRESH = Duration.ofMinutes(1);
    private static final Duration STOPPING = Duration.ofSeconds(20);
    /** One that ran for so long did not fail at its start. */
    private static final Duration RAN_WELL = Duration.ofMinutes(1);

    /** What a capture works with. */
    record Surroundings(
            CapturePositions positions, Ledger ledger, ReindexRuns runs, EventSink sink, CaptureConfig config) {}

    private final CapturedSource source;
    private final CaptureConfig config;
    private final DatabaseLog log;
    private final SourcePositions positions;
    private final Progress progress;
    private final RowAnnouncer announcer;
    private final EventSink sink;
    private final Reindexing reindexing;
    private final Thread thread;
    private final AtomicReference<@Nullable LogReading> reading = new AtomicReference<>();
    private volatile boolean closing;
    /** Whether what comes next in the log did not fit into memory; for the capture's own thread. */
    private boolean tooLarge;

    SourceCapture(CapturedSource source, Surroundings around) {
        this.source = source;
        this.config = around.config();
        this.positions = new SourcePositions(source.name(), around.positions());
        this.progress = new Progress(source.name(), Clock.systemUTC());
        this.log = DatabaseLog.of(source, positions, progress, config);
        this.announcer = new RowAnnouncer(around.ledger());
        this.sink = around.sink();
        this.reindexing = new Reindexing(source, positions, around.runs(), around.sink(), Clock.systemUTC());
        this.thread = new Thread(this::run, "capture-" + source.name());
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    CaptureStatus status() {
        return progress.status(reindexing.owed());
    }

    /** Ends it. What was not announced is read again at the next start. */
    @Override
    public void close() {
        closing = true;
        long deadline = System.nanoTime() + STOPPING.toNanos();
        try {
            while (thread.isAlive() && System.nanoTime() < deadline) {
                if (!end()) {
                    thread.interrupt();
                }
                thread.join(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        RetryPolicy<Object> again = RetryPolicy.builder()
                .withBackoff(config.retryAfter(), config.retryAtMost())
                .withDelayFnOn(_ -> config.retryAfter(), LogTakenException.class)
                .withMaxRetries(-1)
                .abortIf((result, failure) -> closing)
                .build();
        while (!closing) {
            try {
                Failsafe.with(again).run(this::attempt);
            } catch (FailsafeException e) {
                LOG.debugf(e, "source %s: the capture was interrupted", source.name());
            } catch (RuntimeException e) {
                if (!closing) {
                    LOG.errorf(e, "source %s: its capture can't begin again", source.name());
                }
            }
        }
        progress.stopped();
    }

    private void attempt() throws Exception {
        long began = System.nanoTime();
        try {
            capture();
        } catch (Exception | OutOfMemoryError e) {
            if (closing) {
                return;
            }
            String reason = reason(e);
            progress.disconnected(reason);
            LOG.warnf("source %s: its log is not read: %s", source.name(), reason);
            LOG.debug("why", e);
            if (Reasons.isOutOfMemory(e)) {
                reindexing.forget(reason);
                tooLarge = true;
            } else {
                log.lost(e).ifPresent(reindexing::forget);
            }
            if (System.nanoTime() - began < RAN_WELL.toNanos()) {
                throw e instanceof Exception failure ? failure : new IOException(e);
            }
        }
    }

    private String reason(Throwable failure) {
        if (Reasons.isOutOfMemory(failure)) {
            return "a change in the log is too large for this process, whose heap is "
                    + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MiB: it is passed over with all that is not read yet. Give the process more memory, or keep large columns out of the log (README, large cells)";
        }
        return failure instanceof LogBlockedException
                ? Reasons.of(failure)
                : source.address() + ": " + Reasons.of(failure);
    }

    private void capture() throws Exception {
        progress.starting();
        Announcing announcing =
                new Announcing(source, announcer, this::announcements, reindexing, progress, Announcing.window(config));
        LogState state = log.prepare(announcing);
        begin(state);
        if (tooLarge) {
            // All is owed by now, so nothing is lost by this.
            log.passOver();
            tooLarge = false;
        }
        run(state.reading(), announcing);
    }

    /** Notes what has to be compared with the ledger since the log does not tell it, before anything is read of the log. */
    private void begin(LogState state) {
        Optional<String> captured = positions.captured();
        boolean other = captured.isPresent() && !captured.get().equals(state.mark());
        boolean same = positions.mapping().filter(source.mapping()::equals).isPresent();
        if (state.lost().isPresent()) {
            LOG.warnf("source %s: %s", source.name(), state.lost().get());
            reindexing.forget(state.lost().get());
        } else if (other && state.anewForOthers()) {
            reindexing.forget(OTHER_COLUMNS);
        } else if (other) {
            reindexing.oweAll(OTHER_COLUMNS);
        } else if (captured.isEmpty()) {
            reindexing.oweAll("its log is read for the first time");
        } else if (!same) {
            // Other columns in a text, or other readers: no row tells of them.
            reindexing.oweAll("the mapping is another than before");
        }
        if (!same || other || positions.captured().isEmpty()) {
            positions.putCaptured(state.mark(), source.mapping());
        }
    }

    private void run(LogReading begun, Announcing announcing) throws Exception {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        ScheduledExecutorService looks = Executors.newScheduledThreadPool(
                LOOKS,
                Thread.ofPlatform()
                        .daemon()
                        .name("capture-" + source.name() + "-window")
                        .factory());
        Future<?> looking = looks.scheduleWithFixedDelay(
                () -> look(announcing::look, failure), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        // By itself: a table that is locked, or a broker that is slow, holds up no change of another.
        Patience patience = new Patience(progress);
        Future<?> asking = looks.scheduleWithFixedDelay(
                () -> look(() -> patience.persist(this::ask), failure),
                LOOK.toMillis(),
                LOOK.toMillis(),
                TimeUnit.MILLISECONDS);
        Future<?> refreshing = looks.scheduleWithFixedDelay(
                () -> refresh(begun), REFRESH.toSeconds(), REFRESH.toSeconds(), TimeUnit.SECONDS);
        try {
            reading.set(begun);
            if (!closing) {
                begun.run();
            }
        } finally {
            reading.set(null);
            looking.cancel(true);
            asking.cancel(true);
            refreshing.cancel(true);
            looks.shutdownNow();
            looks.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        }
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IOException(Reasons.of(cause), cause);
        }
    }

    private boolean ask() {
        reindexing.ask();
        return true;
    }

    private interface Look {
        void look() throws InterruptedException;
    }

    private void look(Look look, AtomicReference<@Nullable Throwable> failure) {
        try {
            look.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | OutOfMemoryError e) {
            failure.compareAndSet(null, e);
            end();
        }
    }

    private void refresh(LogReading begun) {
        try {
            begun.refresh();
        } catch (Exception e) {
            // Also a password that is not there at the moment: a task that throws is not run again.
            LOG.debugf(e, "source %s: what its log says of rows is not asked now", source.name());
        }
    }

    /** Whether there was one that ends without being interrupted. */
    private boolean end() {
        LogReading begun = reading.get();
        return begun != null && begun.end();
    }

    /** Each batch begins a trace: one for the life of a capture would hold all that ever happens. */
    private DocumentAnnouncer announcements() {
        return new DocumentAnnouncer(
                sink, FUNCTION, EventContext.start(source.rows().root().tenant()));
    }
}
