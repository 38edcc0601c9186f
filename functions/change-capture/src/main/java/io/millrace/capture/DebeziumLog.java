package io.millrace.capture;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.ConnectorCallback;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.engine.spi.OffsetCommitPolicy;
import io.millrace.core.document.Digest;
import io.millrace.core.row.RowSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A log that Debezium's embedded engine reads. */
final class DebeziumLog implements DatabaseLog {

    private static final Logger LOG = Logger.getLogger(DebeziumLog.class);

    private final RowSource rows;
    private final Database database;
    private final SourcePositions positions;
    private final Progress progress;
    private final CaptureConfig config;
    private final RelationalLog log;

    DebeziumLog(RowSource rows, Database database, SourcePositions positions, Progress progress, CaptureConfig config) {
        this.rows = rows;
        this.database = database;
        this.positions = positions;
        this.progress = progress;
        this.config = config;
        this.log = RelationalLog.of(rows.name(), database, config.publication());
    }

    @Override
    public LogState prepare(Announcing announcing) throws Exception {
        TableNames tables = new TableNames(log.namespace(), rows.capturedColumns());
        boolean known = positions.captured().isPresent();
        TableState state = log.prepare(tables, known, positions.offsets(), positions::forget);
        boolean formsKept = !database.keepsPosition();
        boolean formsLost = formsKept
                && !positions.offsets().isEmpty()
                && positions.history().isEmpty();
        return new LogState(
                Digest.of(tables.tableList(), tables.columnList()),
                state.lost().or(() -> formsLost ? Optional.of("the tables' past forms are lost") : Optional.empty()),
                // The forms of tables that were not captured before are not known: they are read anew, and so the log
                // from now on.
                formsKept,
                new Engine(tables, state, announcing));
    }

    @Override
    public Optional<String> lost(Throwable failure) {
        return log.saysLost(Reasons.whole(failure))
                ? Optional.of("the server has not kept the log from which it was to be read on")
                : Optional.empty();
    }

    @Override
    public void passOver() throws Exception {
        log.passOver();
    }

    private final class Engine implements LogReading {

        private final TableNames tables;
        private final TableState state;
        private final LogReader reader;
        private final Announcing announcing;
        private final Patience patience = new Patience(progress);
        private final Commits commits = log.commits();
        private final AtomicReference<@Nullable DebeziumEngine<?>> running = new AtomicReference<>();
        private volatile boolean ended;

        Engine(TableNames tables, TableState state, Announcing announcing) {
            this.tables = tables;
            this.state = state;
            this.reader = new LogReader(rows.name(), tables, state.wholeBefore());
            this.announcing = announcing;
        }

        @Override
        public void run() throws IOException {
            SourcePositions.Open.open(positions);
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            DebeziumEngine<?> built = built(failure);
            try {
                running.set(built);
                if (!ended) {
                    built.run();
                }
            } finally {
                running.set(null);
                commits.close();
            }
            Throwable cause = failure.get();
            if (cause != null) {
                throw new IOException(Reasons.of(cause), cause);
            }
        }

        private DebeziumEngine<?> built(AtomicReference<@Nullable Throwable> failure) {
            return DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                    .using(EngineProperties.of(rows.name(), database, tables, config, state.mayEmit()))
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
                    .notifying(this::take)
                    .build();
        }

        private void take(
                List<RecordChangeEvent<SourceRecord>> records,
                DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> marks)
                throws InterruptedException {
            awaitSeen(records);
            announcing.take(
                    () -> records.stream().map(each -> record(each, marks)).iterator());
        }

        /** What a change bears on, and what has become of that, is looked up in the database: not before that has it too. */
        private void awaitSeen(List<RecordChangeEvent<SourceRecord>> records) throws InterruptedException {
            Set<Long> transactions = records.stream()
                    .flatMap(each -> LogReader.transaction(each.record()).stream())
                    .collect(Collectors.toSet());
            patience.persist(() -> {
                try {
                    if (commits.canBeSeen(transactions)) {
                        return true;
                    }
                } catch (SQLException e) {
                    throw new IOException(e);
                }
                throw new IOException(
                        "the log tells of a commit that the database does not show yet: it waits for a synchronous standby (synchronous_standby_names)");
            });
        }

        private LogRecord record(
                RecordChangeEvent<SourceRecord> each,
                DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> marks) {
            return new LogRecord(
                    List.of(reader.read(each.record())),
                    String.valueOf(each.record().sourceOffset()),
                    () -> {
                        // All records of a source lie on one line: the last stands for those before it.
                        marks.markProcessed(each);
                        marks.markBatchFinished();
                    });
        }

        @Override
        public void refresh() throws Exception {
            reader.setWholeBefore(log.wholeBefore(tables));
        }

        @Override
        public boolean end() {
            ended = true;
            DebeziumEngine<?> engine = running.get();
            if (engine == null) {
                return false;
            }
            try {
                engine.close();
            } catch (IOException | IllegalStateException e) {
                LOG.debugf(e, "source %s: the engine can't be closed now", rows.name());
            }
            return true;
        }
    }
}
