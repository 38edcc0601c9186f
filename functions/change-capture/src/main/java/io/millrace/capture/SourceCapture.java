package io.millrace.capture;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.ConnectorCallback;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.millrace.capture.Database.Engine;
import io.millrace.contracts.EventContext;
import io.millrace.core.document.Digest;
import io.millrace.core.document.Ledger;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.row.RowAnnouncer;
import io.millrace.runtime.DocumentAnnouncer;
import io.millrace.runtime.EventSink;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.connect.source.SourceRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one source's log for as long as the process lives: looks whether it can be read, lets Debezium read it, and begins again when that ends, however it ends.
 */
final class SourceCapture implements AutoCloseable {

    static final String FUNCTION = "change-capture";

    private static final Logger LOG = Logger.getLogger(SourceCapture.class);
    private static final String OTHER_COLUMNS = "the mapping has other columns than before";
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
    private final AtomicReference<@Nullable DebeziumEngine<?>> engine = new AtomicReference<>();
    private volatile boolean closing;
    /** Whether what comes next in the log did not fit into memory; for the capture's own thread. */
    private boolean tooLarge;

    SourceCapture(CapturedSource source, Surroundings around) {
        this.source = source;
        this.config = around.config();
        this.log = DatabaseLog.of(source, config.publication());
        this.positions = new SourcePositions(source.name(), around.positions());
        this.progress = new Progress(source.name(), Clock.systemUTC());
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
                if (!closeEngine()) {
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
            } else if (log.saysLost(Reasons.whole(e))) {
                reindexing.forget("the server has not kept the log from which it was to be read on");
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
                : source.database() + ": " + Reasons.of(failure);
    }

    private void capture() throws Exception {
        progress.starting();
        TableNames tables = new TableNames(log.namespace(), source.rows().capturedColumns());
        LogState state = log.prepare(tables, positions.captured().isPresent(), positions.offsets());
        begin(state, mark(tables));
        if (tooLarge) {
            // All is owed by now, so nothing is lost by this.
            log.passOver();
            tooLarge = false;
        }
        LogReader reader = new LogReader(source.name(), tables, state.wholeBefore());
        Announcing announcing = new Announcing(
                source, reader, announcer, this::announcements, reindexing, progress, Announcing.window(config));
        SourcePositions.Open.open(positions);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        DebeziumEngine<RecordChangeEvent<SourceRecord>> built = DebeziumEngine.create(
                        ChangeEventFormat.of(Connect.class))
                .using(EngineProperties.of(source, tables, config, state.mayEmit()))
                // Of the thread that began it all: Quarkus finds its configuration by that.
                .using(Thread.currentThread().getContextClassLoader())
                .using(OffsetCommitPolicy.always())
                .using(new ConnectorCallback() {
                    @Override
                    public void pollingStarted() {
                        progress.connected();
                    }
                })
                .using((success, message, error) -> {
                    if (!success) {
                        failure.compareAndSet(null, error == null ? new IOException(message) : error);
                    }
                })
                .notifying(announcing)
                .build();
        run(built, announcing, failure, () -> reader.setWholeBefore(log.wholeBefore(tables)));
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IOException(Reasons.of(cause), cause);
        }
    }

    /** Notes what has to be compared with the ledger since the log does not tell it, before anything is read of the log. */
    private void begin(LogState state, String mark) {
        Optional<String> captured = positions.captured();
        boolean binary = source.database().engine() != Engine.POSTGRESQL;
        boolean other = captured.isPresent() && !captured.get().equals(mark);
        boolean same = positions.mapping().filter(source.mapping()::equals).isPresent();
        boolean formsLost =
                binary && !positions.offsets().isEmpty() && positions.history().isEmpty();
        if (state.lost().isPresent()) {
            LOG.warnf("source %s: %s", source.name(), state.lost().get());
            reindexing.forget(state.lost().get());
        } else if (formsLost || (binary && other)) {
            // The forms of tables that were not captured before are not known: they are read anew, and so the log from
            // now on.
            reindexing.forget(other ? OTHER_COLUMNS : "the tables' past forms are lost");
        } else if (other) {
            reindexing.oweAll(OTHER_COLUMNS);
        } else if (captured.isEmpty()) {
            reindexing.oweAll("its log is read for the first time");
        } else if (!same) {
            // Other columns in a text, or other readers: no row tells of them.
            reindexing.oweAll("the mapping is another than before");
        }
        if (!same || other || positions.captured().isEmpty()) {
            positions.putCaptured(mark, source.mapping());
        }
    }

    /** Asks the database what may have changed. */
    private interface Refresh {
        void run() throws SQLException;
    }

    private void run(
            DebeziumEngine<?> built,
            Announcing announcing,
            AtomicReference<@Nullable Throwable> failure,
            Refresh refresh)
            throws InterruptedException {
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform()
                .daemon()
                .name("capture-" + source.name() + "-window")
                .factory());
        Future<?> looking = looks.scheduleWithFixedDelay(
                () -> look(announcing, failure), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        Future<?> refreshing = looks.scheduleWithFixedDelay(
                () -> refresh(refresh), REFRESH.toSeconds(), REFRESH.toSeconds(), TimeUnit.SECONDS);
        try {
            engine.set(built);
            if (!closing) {
                built.run();
            }
        } finally {
            engine.set(null);
            looking.cancel(true);
            refreshing.cancel(true);
            looks.shutdownNow();
            looks.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look(Announcing announcing, AtomicReference<@Nullable Throwable> failure) {
        try {
            announcing.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | OutOfMemoryError e) {
            failure.compareAndSet(null, e);
            closeEngine();
        }
    }

    private void refresh(Refresh refresh) {
        try {
            refresh.run();
        } catch (SQLException | RuntimeException e) {
            // Also a password that is not there at the moment: a task that throws is not run again.
            LOG.debugf(e, "source %s: what its log says of rows is not asked now", source.name());
        }
    }

    /** Whether there was one that could be closed now. */
    private boolean closeEngine() {
        DebeziumEngine<?> running = engine.get();
        if (running == null) {
            return false;
        }
        try {
            running.close();
        } catch (IOException | IllegalStateException e) {
            LOG.debugf(e, "source %s: the engine can't be closed now", source.name());
        }
        return true;
    }

    /** Each batch begins a trace: one for the life of a capture would hold all that ever happens. */
    private DocumentAnnouncer announcements() {
        return new DocumentAnnouncer(
                sink, FUNCTION, EventContext.start(source.rows().root().tenant()));
    }

    private static String mark(TableNames tables) {
        return Digest.of(tables.tableList(), tables.columnList());
    }
}
