package io.millrace.capture;

import io.millrace.core.document.Ledger;
import io.millrace.core.ingest.ReindexRuns;
import io.millrace.core.row.CapturePositions;
import io.millrace.runtime.EventSink;
import io.millrace.source.mongodb.MongoSettings;
import io.millrace.source.row.DatabaseSources;
import io.millrace.source.row.MappedRowSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The captures of all databases that mappings name: one each, begun when a mapping comes and ended when it goes, or becomes another. */
@Singleton
public class Captures {

    private static final Logger LOG = Logger.getLogger(Captures.class);
    private static final long LOOK_SECONDS = 5;

    private final CaptureConfig config;
    private final DatabaseSources databases;
    private final Instance<CapturePositions> positions;
    private final Instance<Ledger> ledger;
    private final Instance<ReindexRuns> runs;
    private final EventSink sink;
    private final MongoSettings mongo;
    private final Map<MappedRowSource, SourceCapture> running = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("captures").factory());

    private volatile List<String> problems = List.of();
    private @Nullable Future<?> looking;
    private boolean stopped;

    Captures(
            CaptureConfig config,
            DatabaseSources databases,
            Instance<CapturePositions> positions,
            Instance<Ledger> ledger,
            Instance<ReindexRuns> runs,
            EventSink sink,
            MongoSettings mongo) {
        this.config = config;
        this.databases = databases;
        this.positions = positions;
        this.ledger = ledger;
        this.runs = runs;
        this.sink = sink;
        this.mongo = mongo;
    }

    /** How each goes, by name of the source. Waits for nobody, so that it may be asked for on an event loop. */
    public List<CaptureStatus> statuses() {
        return running.values().stream()
                .map(SourceCapture::status)
                .sorted((one, other) -> one.source().compareTo(other.source()))
                .toList();
    }

    /** What keeps mappings from being followed, a line each: file, line, what and remedy. As of the last look, so it waits for nobody either. */
    public List<String> problems() {
        return problems;
    }

    void start(@Observes StartupEvent event) {
        if (config.enabled()) {
            looking = looks.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        synchronized (this) {
            stopped = true;
        }
        if (looking != null) {
            looking.cancel(true);
        }
        looks.shutdownNow();
        running.values().forEach(SourceCapture::close);
        running.clear();
    }

    private void look() {
        try {
            compare(databases.all(), databases.problems());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warnf(e, "the databases' mappings can't be looked at");
        }
    }

    /** For one thread. One that goes is to be seen until it is closed, which may take its time. */
    void compare(List<MappedRowSource> wanted, List<String> wrong) {
        running.forEach((old, capture) -> {
            if (wanted.stream().noneMatch(each -> each == old)) {
                capture.close();
                running.remove(old);
            }
        });
        List<String> found = new ArrayList<>(wrong);
        for (MappedRowSource each : wanted) {
            if (!running.containsKey(each)) {
                begin(each).ifPresent(found::add);
            }
        }
        problems = List.copyOf(found);
    }

    /** Says what is in the way, where something is. */
    private Optional<String> begin(MappedRowSource rows) {
        try {
            MappedDatabase.of(rows.mapping(), mongo).ifPresent(address -> {
                SourceCapture capture = new SourceCapture(
                        CapturedSource.of(rows, address),
                        new SourceCapture.Surroundings(positions.get(), ledger.get(), runs.get(), sink, config));
                add(rows, capture);
            });
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            // The others go on, and this one is tried again.
            String problem =
                    rows.mapping().file() + ":1: source " + rows.name() + ": its log is not read: " + Reasons.of(e);
            LOG.warn(problem);
            return Optional.of(problem);
        }
    }

    /** A look that was under way at the end begins nothing. */
    private synchronized void add(MappedRowSource rows, SourceCapture capture) {
        if (!stopped) {
            running.put(rows, capture);
            capture.start();
        }
    }
}
