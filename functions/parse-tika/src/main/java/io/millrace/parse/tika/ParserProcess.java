package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One child, as its parent sees it. It reads one document at a time; whoever has it, has it alone. */
final class ParserProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final int OUT_OF_MEMORY = 3;
    /** By SIGINT, SIGKILL and SIGTERM: a person, or the system for want of memory. */
    private static final Set<Integer> KILLED = Set.of(130, 137, 143);

    private static final int MOST_BYTES_PER_CHARACTER = 16;
    private static final int ROOM = 1 << 20;
    private static final long SECONDS_TO_END = 2;

    private final ParserSettings settings;
    private final Process process;
    private final Path folder;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final ScheduledExecutorService timer;
    private volatile boolean closed;
    private volatile boolean wasKilled;

    private ParserProcess(ParserSettings settings, Process process, Path folder, ScheduledExecutorService timer) {
        this.settings = settings;
        this.process = process;
        this.folder = folder;
        this.timer = timer;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    }

    /** Starts one and waits until it can read, until {@code end} at most. */
    static ParserProcess start(
            ParserSettings settings, ParserCommand command, ScheduledExecutorService timer, Deadline end) {
        try {
            Path folder = Files.createTempDirectory("millrace-parser-");
            Process process;
            try {
                process = command.in(folder).start();
            } catch (IOException e) {
                Folder.delete(folder);
                throw e;
            }
            ParserProcess started = new ParserProcess(settings, process, folder, timer);
            started.greet(end);
            return started;
        } catch (IOException e) {
            throw Passing.unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private void greet(Deadline end) throws IOException {
        Future<?> kill = timer.schedule(this::kill, end.left(START).toMillis(), TimeUnit.MILLISECONDS);
        try {
            Frame.write(out, greeting -> ParserWire.settings(settings, greeting));
            Frame.read(in, 0);
        } catch (IOException e) {
            close();
            throw new IOException("it ended with exit code " + exitCode() + " before it was ready", e);
        } finally {
            kill.cancel(false);
        }
    }

    /**
     * Reads a document.
     *
     * @param end when the call must have ended; less than the whole time for reading is left when a place or an earlier try took long
     * @throws ProblemException the verdict on it; when the child has ended over it, which {@link #isAlive} tells, a verdict on that, or {@code
     *     parser-unavailable} when that says nothing of the document
     */
    ParsedDocument parse(Input input, ParseRequest request, Deadline end) {
        Duration time = end.left(settings.limits().timeout());
        TimeLimit limit = new TimeLimit();
        Future<?> kill = timer.schedule(limit, time.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return answer(input, request, time);
        } catch (IOException e) {
            boolean ended = closed;
            waitFor();
            close();
            if (limit.isOver && time.equals(settings.limits().timeout())) {
                throw Verdict.TIMEOUT.of("more than " + time.toMillis() + " ms", e);
            }
            throw ended || limit.isOver ? Passing.unavailable("it had to stop early", e) : ended(e);
        } finally {
            kill.cancel(false);
        }
    }

    private ParsedDocument answer(Input input, ParseRequest request, Duration time) throws IOException {
        Frame.write(out, content -> ParserWire.request(input, request, time, content));
        DataInputStream answer = Frame.read(in, maxAnswerBytes());
        try {
            return ParserWire.answer(answer);
        } catch (IOException | IllegalArgumentException e) {
            close();
            throw Verdict.PARSER_FAILED.of("it said what makes no sense", e);
        }
    }

    /** A JVM that runs out of memory says so on its output, where an answer is expected: its exit code goes first. */
    private ProblemException ended(Exception failure) {
        int exit = exitCode();
        if (exit == OUT_OF_MEMORY) {
            return Verdict.BOMB.of("it takes more than " + settings.heapMegabytes() + " MB of memory to read", failure);
        }
        if (failure instanceof Frame.TooLong) {
            return Verdict.PARSER_FAILED.of("it said more than it may", failure);
        }
        wasKilled = KILLED.contains(exit);
        return wasKilled
                ? Passing.unavailable("it was killed (exit code " + exit + ")", failure)
                : Verdict.PARSER_FAILED.of("exit code " + exit, failure);
    }

    /** One whose output has ended, or is no answer, is about to end by itself, and killed now it would not say why. */
    private void waitFor() {
        try {
            process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** −1 for one that can't be ended, as when its disk does not answer. */
    private int exitCode() {
        return process.isAlive() ? -1 : process.exitValue();
    }

    /** Whether it was killed over its document, by somebody else. */
    boolean wasKilled() {
        return wasKilled;
    }

    private int maxAnswerBytes() {
        return (int) Math.min(
                Integer.MAX_VALUE - ROOM,
                (long) settings.limits().maxOutputCharacters() * MOST_BYTES_PER_CHARACTER + ROOM);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** With the programs that it has started. */
    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        closed = true;
        kill();
        waitFor();
        Folder.delete(folder);
    }

    private final class TimeLimit implements Runnable {
        private volatile boolean isOver;

        @Override
        public void run() {
            isOver = true;
            kill();
        }
    }
}
