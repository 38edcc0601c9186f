package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The children: started when they are needed, used again, and ended when they had nothing to do for a while. */
final class ParserPool implements AutoCloseable {

    private static final Duration FOR_A_PLACE = Duration.ofSeconds(20);
    private static final Duration FOR_ENDING = Duration.ofSeconds(5);

    private static final String ENDING = "Millrace is about to end";

    private final ParserSettings settings;
    private final ParserCommand command;
    private final Semaphore places;
    private final Set<ParserProcess> children = new HashSet<>();
    /** Those that have nothing to do, each with its coming end. */
    private final Map<ParserProcess, Future<?>> idle = new HashMap<>();

    private boolean closed;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("millrace-parse-time").factory());

    ParserPool(ParserSettings settings, ParserCommand command) {
        this.settings = settings;
        this.command = command;
        this.places = new Semaphore(settings.processes());
    }

    /** Ends within {@link ParseLimits#wholeCall}, whatever happens. */
    ParsedDocument parse(Input input, ParseRequest request) throws IOException {
        Deadline end = Deadline.in(settings.limits().wholeCall().minus(FOR_ENDING));
        takePlace();
        try {
            ParserProcess idle = takeIdle();
            ParserProcess child = idle == null ? start(end) : idle;
            try {
                return parse(child, input, request, end);
            } catch (ProblemException e) {
                if (child.isAlive()
                        || isTimeout(e)
                        || isClosed()
                        || end.isOver()
                        || !(idle != null || child.wasKilled())) {
                    throw e;
                }
                // It may have been worn out by documents before this one, or somebody else's fault: a fresh one
                // decides.
                return decide(start(end), input, request, end);
            }
        } catch (RejectedExecutionException e) {
            throw Passing.unavailable(ENDING, e);
        } finally {
            places.release();
        }
    }

    /** A document over which two children were killed has done it itself, for all that can be known. */
    private ParsedDocument decide(ParserProcess child, Input input, ParseRequest request, Deadline end) {
        try {
            return parse(child, input, request, end);
        } catch (ProblemException e) {
            throw child.wasKilled() && !isClosed() ? Verdict.PARSER_FAILED.of("it was killed twice", e) : e;
        }
    }

    private static boolean isTimeout(ProblemException e) {
        return e.problem().code().equals(Verdict.TIMEOUT.code());
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private ParserProcess start(Deadline end) {
        ParserProcess child = ParserProcess.start(settings, command, timer, end);
        synchronized (this) {
            if (!closed) {
                children.add(child);
                return child;
            }
        }
        child.close();
        throw Passing.unavailable(ENDING, null);
    }

    private ParsedDocument parse(ParserProcess child, Input input, ParseRequest request, Deadline end) {
        try {
            return child.parse(input, request, end);
        } finally {
            giveBack(child);
        }
    }

    private synchronized @Nullable ParserProcess takeIdle() {
        while (!idle.isEmpty()) {
            ParserProcess child = idle.keySet().iterator().next();
            Future<?> end = idle.remove(child);
            if (end != null) {
                end.cancel(false);
            }
            if (child.isAlive()) {
                return child;
            }
            end(child);
        }
        return null;
    }

    private synchronized void giveBack(ParserProcess child) {
        if (closed || !child.isAlive()) {
            end(child);
            return;
        }
        idle.put(child, timer.schedule(() -> endIdle(child), settings.idle().toMillis(), TimeUnit.MILLISECONDS));
    }

    private synchronized void endIdle(ParserProcess child) {
        if (idle.remove(child) != null) {
            end(child);
        }
    }

    private void end(ParserProcess child) {
        children.remove(child);
        child.close();
    }

    /** The process ids of the children that there are. */
    synchronized List<Long> pids() {
        return children.stream().map(ParserProcess::pid).toList();
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.clear();
        List.copyOf(children).forEach(this::end);
        timer.shutdownNow();
    }

    private void takePlace() throws IOException {
        try {
            if (!places.tryAcquire(FOR_A_PLACE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Passing.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a process that reads documents", e);
        }
    }
}
