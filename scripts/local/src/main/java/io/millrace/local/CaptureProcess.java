package io.millrace.local;

import io.millrace.local.activator.FunctionProcess;
import io.millrace.source.row.MappingReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The process that follows databases' logs. No event wakes it: it is there as long as a mapping is, and is started again when it dies. On a cluster a Deployment does that.
 */
final class CaptureProcess implements AutoCloseable {

    static final String NAME = "change-capture";

    private static final Logger LOG = Logger.getLogger(CaptureProcess.class);

    /** How long it may take to end when it is asked to. */
    private static final Duration GRACE = Duration.ofSeconds(5);
    /** A life of this length was no failed start. */
    private static final Duration LIVED_WELL = Duration.ofMinutes(1);
    /** So many short lives in a row are followed by the next at once. */
    private static final int AT_ONCE = 2;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final FunctionProcess.Starter starter;
    private final Path mappings;
    private final InstantSource clock;
    private @Nullable Life life;
    private int shortLives;
    private Instant notBefore = Instant.MIN;
    private boolean closed;

    private record Life(
            FunctionProcess process,
            Instant begun,
            @Nullable Instant toldToEnd) {}

    /** @param mappings the folder of mapping files, which need not be there yet */
    CaptureProcess(FunctionProcess.Starter starter, Path mappings, InstantSource clock) {
        this.starter = starter;
        this.mappings = mappings;
        this.clock = clock;
    }

    /** Starts, ends or starts again, as is needed now; to be called every second. */
    synchronized void look() {
        Life now = life;
        if (now != null && now.process().exit().isDone()) {
            ended(now);
            now = null;
        }
        boolean wanted = !closed && hasMapping();
        if (now != null && !wanted) {
            end(now);
        } else if (now == null && wanted && !clock.instant().isBefore(notBefore)) {
            start();
        }
    }

    /** The process of now; empty where none is. */
    synchronized Optional<FunctionProcess> running() {
        return Optional.ofNullable(life)
                .map(Life::process)
                .filter(process -> !process.exit().isDone());
    }

    /** Ends it for good, and waits for that a few seconds. */
    @Override
    public void close() {
        Life last;
        synchronized (this) {
            closed = true;
            last = life;
        }
        if (last == null) {
            return;
        }
        last.process().terminate();
        try {
            last.process().exit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            last.process().kill();
        } catch (ExecutionException | TimeoutException e) {
            last.process().kill();
        }
    }

    private boolean hasMapping() {
        try (Stream<Path> files = Files.list(mappings)) {
            return files.anyMatch(MappingReader::isMapping);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | UncheckedIOException e) {
            // Of a folder that can't be read nothing is known to be gone.
            return life != null;
        }
    }

    private void start() {
        try {
            FunctionProcess process = starter.start();
            life = new Life(process, clock.instant(), null);
            LOG.infof("%s runs (process %d)", NAME, process.pid());
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "%s can't be started", NAME);
            failed();
        }
    }

    private void end(Life now) {
        if (now.toldToEnd() == null) {
            LOG.infof("%s has no database to follow any more and ends", NAME);
            life = new Life(now.process(), now.begun(), clock.instant());
            now.process().terminate();
        } else if (now.toldToEnd().plus(GRACE).isBefore(clock.instant())) {
            now.process().kill();
        }
    }

    private void ended(Life gone) {
        life = null;
        if (gone.toldToEnd() != null) {
            return;
        }
        LOG.warnf(
                "%s (process %d) ended with exit code %d",
                NAME, gone.process().pid(), gone.process().exit().join());
        if (gone.begun().plus(LIVED_WELL).isBefore(clock.instant())) {
            shortLives = 0;
        }
        failed();
    }

    /** Waits twice as long each time: what does not come up may not keep the machine busy. */
    private void failed() {
        shortLives++;
        if (shortLives > AT_ONCE) {
            long seconds = Math.min(LONGEST_WAIT.toSeconds(), 1L << Math.min(shortLives - AT_ONCE, 10));
            notBefore = clock.instant().plusSeconds(seconds);
        }
    }
}
