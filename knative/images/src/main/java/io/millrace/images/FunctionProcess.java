package io.millrace.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A function that runs, alone, out of a folder that stands for its image's root. */
final class FunctionProcess implements AutoCloseable {

    /** Well beyond any start; one that takes longer hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long BETWEEN_TRIES = TimeUnit.MILLISECONDS.toNanos(1);

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final int port;
    private final Path log;
    private final long began;

    private FunctionProcess(Process process, int port, Path log, long began) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.began = began;
    }

    /**
     * Starts it.
     *
     * @param command with all JVM options but those that say where it runs
     * @param home the folder to run it in
     * @param options besides, of the JVM
     * @param data where it may write
     */
    static FunctionProcess start(
            List<String> command, Path home, List<String> options, Map<String, String> environment, Path data) {
        try {
            int port = freePort();
            List<String> all = new ArrayList<>(command);
            all.addAll(1, options);
            // As an environment, since that is how a container is told.
            ProcessBuilder builder =
                    new ProcessBuilder(all).directory(home.toFile()).redirectErrorStream(true);
            builder.environment().putAll(environment);
            builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
            builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
            builder.environment().put("MILLRACE_DATA", data.toString());
            Files.createDirectories(data);
            Path log = data.resolveSibling(data.getFileName() + ".log");
            builder.redirectOutput(log.toFile());
            long began = System.nanoTime();
            return new FunctionProcess(builder.start(), port, log, began);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Since its start. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** What it has had of the cores, its children's left out; to a hundredth of a second on Linux. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Waits until it listens, asking every millisecond. */
    FunctionProcess awaitListening() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(address);
                return this;
            } catch (ConnectException e) {
                if (!process.isAlive() || age().compareTo(PATIENCE) > 0) {
                    throw new ImageFailure("the function does not start: " + log());
                }
                LockSupport.parkNanos(BETWEEN_TRIES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ImageFailure("the function does not answer: " + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageFailure("interrupted while a function was asked");
        }
    }

    /** @throws ImageFailure where it answers otherwise than by 2xx */
    void deliver(ExampleEvent event) {
        HttpResponse<String> answer = send(event.toRequest(port));
        if (answer.statusCode() / 100 != 2) {
            throw new ImageFailure(
                    "a function answers its example by " + answer.statusCode() + " " + answer.body() + ": " + log());
        }
    }

    /** By SIGTERM, as Kubernetes does; returns when it is gone. */
    void stop(Duration within) {
        process.destroy();
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** The end of what it has written. */
    String log() {
        try {
            String text = Files.readString(log).strip();
            return text.substring(Math.max(0, text.length() - 1500));
        } catch (IOException e) {
            return "it has no log: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(10));
    }
}
