package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL with pgvector, by {@code scripts/postgres}: on loopback, and in a folder that goes when it ends. */
final class PostgresProcess implements AutoCloseable {

    private static final Duration TO_START = Duration.ofMinutes(1);
    private static final Duration TO_STOP = Duration.ofSeconds(20);

    private final Process process;
    private final Path folder;
    private final String url;

    private PostgresProcess(Process process, Path folder, String url) {
        this.process = process;
        this.folder = folder;
        this.url = url;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end of PostgreSQL"));
    }

    /**
     * Returns when it can be used.
     *
     * @param script {@code scripts/postgres}
     * @throws ImageFailure where it can't be had here; says why
     */
    static PostgresProcess start(Path script) {
        try {
            // Where all may enter: it runs as nobody where this process is root's.
            Path folder = Files.createTempDirectory("millrace-postgres-");
            PostgresProcess started;
            try {
                Tool.run(folder, "", List.of(script.toString(), "prepare", folder.toString()));
                String port = Integer.toString(FunctionProcess.freePort());
                String url = Tool.run(folder, "", List.of(script.toString(), "url", folder.toString(), port));
                Process process = new ProcessBuilder(script.toString(), "run", folder.toString(), port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
                started = new PostgresProcess(process, folder, url.strip());
            } catch (ImageFailure | IOException e) {
                Folders.remove(folder);
                throw e;
            }
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With its user and password: {@code postgresql://user:password@host:port/database}. */
    String url() {
        return url;
    }

    /** Its own file of process ids says when it is. */
    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TO_START.toNanos();
        try {
            while (!isReady()) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    String log = Files.readString(folder.resolve("log"));
                    close();
                    throw new ImageFailure("PostgreSQL does not start: " + log);
                }
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new ImageFailure("interrupted while PostgreSQL started");
        }
    }

    private boolean isReady() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("data/postmaster.pid"))) {
            return lines.anyMatch(line -> line.startsWith("ready"));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Also by the end of this JVM, again where it was closed before. */
    @Override
    public synchronized void close() {
        process.destroy();
        try {
            if (!process.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Folders.remove(folder);
    }
}
