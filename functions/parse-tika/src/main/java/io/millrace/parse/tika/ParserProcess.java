package io.millrace.parse.tika;

import io.millrace.core.chunk.ParseRequest;
import io.millrace.core.chunk.ParsedDocument;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One child, as its parent sees it. It reads one document at a time; whoever has it, has it alone. */
final class ParserProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(30);
    private static final int OUT_OF_MEMORY = 3;
    private static final int MOST_BYTES_PER_CHARACTER = 16;
    private static final int ROOM = 1 << 20;
    private static final long SECONDS_TO_END = 10;

    private final ParserSettings settings;
    private final Process process;
    private final Path folder;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final ScheduledExecutorService timer;

    private ParserProcess(ParserSettings settings, Process process, Path folder, ScheduledExecutorService timer) {
        this.settings = settings;
        this.process = process;
        this.folder = folder;
        this.timer = timer;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    }

    /** Starts one and waits until it can read. */
    static ParserProcess start(ParserSettings settings, ParserCommand command, ScheduledExecutorService timer) {
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
            started.greet();
            return started;
        } catch (IOException e) {
            throw unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private void greet() throws IOException {
        Future<?> end = timer.schedule(this::kill, START.toMillis(), TimeUnit.MILLISECONDS);
        try {
            Frame.write(out, greeting -> ParserWire.settings(settings, greeting));
            Frame.read(in, 0);
        } catch (IOException e) {
            close();
            throw new IOException("it ended with exit code " + process.exitValue() + " before it was ready", e);
        } finally {
            end.cancel(false);
        }
    }

    private static ProblemException unavailable(String why, Throwable cause) {
        return new ProblemException(
                new Problem(
                        Category.UNAVAILABLE,
                        "parser-unavailable",
                        "The process that reads documents can't be started or was ended: " + why
                                + ". Is there memory left?"),
                cause);
    }

    /**
     * Reads a document.
     *
     * @throws ProblemException the verdict on it; when the child has ended over it, which {@link #isAlive} tells, a verdict on that
     */
    ParsedDocument parse(Input input, ParseRequest request) {
        TimeLimit limit = new TimeLimit();
        Future<?> end = timer.schedule(limit, settings.limits().timeout().toMillis(), TimeUnit.MILLISECONDS);
        try {
            Frame.write(out, content -> ParserWire.request(input, request, content));
            return ParserWire.answer(Frame.read(in, maxAnswerBytes()));
        } catch (IOException | IllegalArgumentException e) {
            close();
            throw limit.isOver
                    ? Verdict.TIMEOUT.of(
                            "more than " + settings.limits().timeout().toMillis() + " ms", e)
                    : ended(e);
        } finally {
            end.cancel(false);
        }
    }

    private ProblemException ended(Exception failure) {
        if (failure instanceof Frame.TooLong) {
            return Verdict.PARSER_FAILED.of("it said more than it may", failure);
        }
        return process.exitValue() == OUT_OF_MEMORY
                ? Verdict.BOMB.of("it takes more than " + settings.heapMegabytes() + " MB of memory to read", failure)
                : Verdict.PARSER_FAILED.of("exit code " + process.exitValue(), failure);
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
        kill();
        try {
            process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
