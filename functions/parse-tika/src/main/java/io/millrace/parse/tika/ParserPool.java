package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The children: started when they are needed, used again, and ended when they had nothing to do for a while. */
final class ParserPool implements AutoCloseable {

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

    ParsedDocument parse(Input input, ParseRequest request) throws IOException {
        takePlace();
        try {
            ParserProcess child = takeIdle();
            if (child == null) {
                return parse(start(), input, request);
            }
            try {
                return parse(child, input, request);
            } catch (ProblemException e) {
                if (child.isAlive() || isTimeout(e)) {
                    throw e;
                }
                // It may have been worn out by documents before this one: a fresh one decides.
                return parse(start(), input, request);
            }
        } finally {
            places.release();
        }
    }

    private static boolean isTimeout(ProblemException e) {
        return e.problem().code().equals(Verdict.TIMEOUT.code());
    }

    private ParserProcess start() {
        ParserProcess child = ParserProcess.start(settings, command, timer);
        synchronized (this) {
            if (!closed) {
                children.add(child);
                return child;
            }
        }
        child.close();
        throw ProblemException.of(Category.UNAVAILABLE, "parser-unavailable", "This process is about to end.");
    }

    private ParsedDocument parse(ParserProcess child, Input input, ParseRequest request) {
        try {
            return child.parse(input, request);
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
            if (!places.tryAcquire(settings.limits().timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.of(
                        Category.BUSY,
                        "parser-busy",
                        "All processes for reading documents are in use. Try again later.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a process that reads documents", e);
        }
    }
}
