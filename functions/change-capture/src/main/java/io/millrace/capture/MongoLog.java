package io.millrace.capture;

import io.millrace.capture.LogEvent.Altered;
import io.millrace.capture.LogEvent.Changed;
import io.millrace.capture.LogEvent.Passed;
import io.millrace.core.document.Digest;
import io.millrace.core.row.RowSource;
import io.millrace.source.mongodb.ChangesLostException;
import io.millrace.source.mongodb.MongoChange;
import io.millrace.source.mongodb.MongoChanges;
import io.millrace.source.mongodb.MongoStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** MongoDB's oplog, by a change stream of the driver's. Its token is the position, kept where Debezium's offsets are. */
final class MongoLog implements DatabaseLog {

    private static final String TOKEN = "token";
    /** So long the server waits for a change before it says that there is none; and so long an end may take. */
    private static final Duration AWAIT = Duration.ofMillis(500);
    /** What takes longer to end waits for somebody else, who may not come. */
    private static final Duration ENDING = Duration.ofSeconds(2);

    private final RowSource rows;
    private final MongoAddress address;
    private final SourcePositions positions;
    private final Progress progress;
    private final Duration heartbeat;
    private final Patience patience;

    MongoLog(RowSource rows, MongoAddress address, SourcePositions positions, Progress progress, Duration heartbeat) {
        this.rows = rows;
        this.address = address;
        this.positions = positions;
        this.progress = progress;
        this.heartbeat = heartbeat;
        this.patience = new Patience(progress);
    }

    /** All that it needs is looked at by opening it: nothing is owed for a log that was never read and can't be. */
    @Override
    public LogState prepare(Announcing announcing) throws IOException {
        try (MongoChanges changes = changes()) {
            changes.open(positions.offsets().get(TOKEN), AWAIT).close();
        }
        String columns = new TreeMap<>(rows.capturedColumns())
                .entrySet().stream()
                        .map(table -> Digest.of(table.getKey(), new TreeSet<>(table.getValue()).toString()))
                        .collect(Collectors.joining(" "));
        return new LogState(Digest.of(columns), Optional.empty(), false, new Following(announcing));
    }

    private MongoChanges changes() {
        return new MongoChanges(address.mapping(), rows.capturedColumns(), address.settings());
    }

    @Override
    public Optional<String> lost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ChangesLostException) {
                return Optional.ofNullable(cause.getMessage());
            }
        }
        return Optional.empty();
    }

    /** The place is with us alone, and is forgotten. */
    @Override
    public void passOver() {}

    private final class Following implements LogReading {

        private final Announcing announcing;
        private volatile boolean ended;
        private volatile long endedAt;
        /** The token that is kept. */
        private volatile @Nullable String reached;

        private long movedAt;

        Following(Announcing announcing) {
            this.announcing = announcing;
        }

        @Override
        public void run() throws IOException, InterruptedException {
            String token = positions.offsets().get(TOKEN);
            try (MongoChanges changes = changes();
                    MongoStream stream = changes.open(token, AWAIT)) {
                progress.connected();
                reached = token;
                movedAt = System.nanoTime() - heartbeat.toNanos();
                while (!ended) {
                    follow(stream);
                }
            }
        }

        private void follow(MongoStream stream) throws IOException, InterruptedException {
            List<MongoChange> changes = stream.next();
            if (changes.isEmpty()) {
                if (reached == null || System.nanoTime() - movedAt >= heartbeat.toNanos()) {
                    pass(stream);
                }
                return;
            }
            announcing.take(() -> changes.stream().map(this::record).iterator());
            if (changes.getLast().last()) {
                announcing.finishNow();
                throw new IOException("the database was dropped; its changes are followed again from there on");
            }
        }

        /** Nothing came: the position is that of other collections' changes. */
        private void pass(MongoStream stream) throws InterruptedException {
            movedAt = System.nanoTime();
            String kept = reached;
            String token = stream.token().orElse(kept);
            if (token == null) {
                return;
            }
            LogRecord idle = token.equals(kept)
                    ? new LogRecord(List.of(new Passed()), token, () -> {})
                    : record(List.of(new Passed()), token);
            announcing.take(List.of(idle));
        }

        private LogRecord record(MongoChange change) {
            List<LogEvent> events = new ArrayList<>();
            change.altered().stream().sorted().map(Altered::new).forEach(events::add);
            change.changes().stream().map(Changed::new).forEach(events::add);
            return record(events.isEmpty() ? List.of(new Passed()) : events, change.token());
        }

        private LogRecord record(List<LogEvent> events, String token) {
            return new LogRecord(
                    events,
                    token,
                    () -> patience.persist(() -> {
                        positions.putOffsets(Map.of(TOKEN, token));
                        reached = token;
                        return true;
                    }));
        }

        /** Whoever changes what an image of a member is kept of need not be asked: each event has it or not. */
        @Override
        public void refresh() {}

        @Override
        public boolean end() {
            if (!ended) {
                endedAt = System.nanoTime();
                ended = true;
            }
            return System.nanoTime() - endedAt < ENDING.toNanos();
        }
    }
}
