package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.runtime.FunctionMain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The two processes of {@code millrace up}, as the launcher starts them, on free ports of the loopback interface. */
final class RunningStack implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** A process that dies meanwhile is told at once; one that lives may start as slowly as a busy machine lets it. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final Pattern CAUSE = Pattern.compile("Exception: |Error: |^# ");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final Variant variant;
    private final int apiPort = freePort();
    private final int brokerPort = freePort();
    private final @Nullable ModelServerProcess ownModels;
    private @Nullable Process functions;

    private RunningStack(Path data, Variant variant) {
        this.data = data;
        this.variant = variant;
        this.ownModels = variant.models() == null ? new ModelServerProcess(data) : null;
    }

    /**
     * How a stack differs from what the launcher starts.
     *
     * @param losesUnsyncedWrites whether a kill takes everything that index and broker had not synced
     * @param topology a folder of objects beside those of eventing/topology; null for none
     * @param models a model server that runs already, or will soon; null for one that is the stack's own, to be killed
     * @param options more options of the functions' JVM, such as {@code -Dmillrace…}
     */
    record Variant(
            boolean losesUnsyncedWrites,
            @Nullable Path topology,
            @Nullable URI models,
            List<String> options) {

        Variant {
            options = List.copyOf(options);
        }
    }

    /**
     * On the model server that the tests share.
     *
     * @param options of the functions' JVM, such as {@code -Dmillrace…}
     */
    static RunningStack start(Path data, String... options) throws IOException {
        URI models = ModelServerProcess.shared().uri();
        return start(data, new Variant(false, null, models, quick(options)));
    }

    /**
     * With a model server of its own, which can be killed and whose log lies beside the functions'.
     *
     * @param options of the functions' JVM, such as {@code -Dmillrace…}
     */
    static RunningStack startBoth(Path data, String... options) throws IOException {
        return start(data, new Variant(false, null, null, quick(options)));
    }

    /** With commits that don't wait long for others to join them: these few documents are soon through. What is started by a variant has the interval of life. */
    private static List<String> quick(String... options) {
        List<String> all = new ArrayList<>(List.of("-Dmillrace.lucene.commit-interval=PT0.05S"));
        all.addAll(List.of(options));
        return all;
    }

    static RunningStack start(Path data, Variant variant) throws IOException {
        RunningStack stack = new RunningStack(data, variant);
        try {
            Files.createDirectories(data);
            // As the launcher does, so that the command line finds this Millrace.
            Files.writeString(
                    data.resolve("launcher.pid"),
                    Long.toString(ProcessHandle.current().pid()));
            if (variant.models() == null) {
                stack.startModels();
            }
            stack.startFunctions();
            stack.awaitReady();
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    void startModels() throws IOException {
        own().start();
    }

    void startFunctions() throws IOException {
        Path target = REPOSITORY.resolve("scripts/local/target");
        List<String> command = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dmillrace.data=" + data,
                "-Dmillrace.topology=" + topology(),
                "-Dmillrace.broker.port=" + brokerPort,
                "-Dmillrace.models.url=" + models(),
                "-Dquarkus.http.port=" + apiPort));
        command.addAll(variant.options());
        Path runner = target.resolve("millrace-local-0.1.0-SNAPSHOT-runner.jar");
        if (variant.losesUnsyncedWrites()) {
            command.addAll(ClassArchive.used("functions"));
            command.addAll(List.of(
                    "-cp",
                    runner + File.pathSeparator + System.getProperty("java.class.path"),
                    FunctionMain.class.getName()));
        } else {
            command.addAll(ClassArchive.made("functions"));
            command.addAll(List.of("-jar", runner.toString()));
        }
        functions = java("functions", command);
    }

    void killFunctions() {
        kill(functions);
    }

    void killModels() {
        own().kill();
    }

    private ModelServerProcess own() {
        return Objects.requireNonNull(ownModels, "the model server of this stack is not its own");
    }

    boolean functionsRun() {
        return functions != null && functions.isAlive();
    }

    void awaitReady() throws IOException {
        await(START, () -> {
            if (functions == null || !functions.isAlive() || (ownModels != null && !ownModels.isAlive())) {
                throw new IllegalStateException(death());
            }
            return isOk(models() + "/health") && isOk(url("/v1/status"));
        });
    }

    /** Its cause in the first line, which is all that a summary of a build shows. */
    private String death() throws IOException {
        String logs = log("functions") + (ownModels == null ? "" : ownModels.log());
        List<String> causes = logs.lines().filter(CAUSE.asPredicate()).toList();
        return "a process of the stack died: " + (causes.isEmpty() ? "it does not say why" : causes.getLast()) + "\n"
                + logs;
    }

    /** Address of the model server. */
    URI models() {
        return variant.models() == null ? own().uri() : variant.models();
    }

    private String topology() {
        Path shipped = REPOSITORY.resolve("eventing/topology");
        return variant.topology() == null ? shipped.toString() : shipped + "," + variant.topology();
    }

    String url(String path) {
        return "http://127.0.0.1:" + apiPort + path;
    }

    URI broker(String path) {
        return URI.create("http://127.0.0.1:" + brokerPort + path);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(url(path))));
    }

    HttpResponse<String> postJson(String path, String body) {
        return send(HttpRequest.newBuilder(URI.create(url(path)))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    JsonNode status() {
        return json(get("/v1/status"));
    }

    JsonNode deadLetters() {
        return json(send(HttpRequest.newBuilder(broker("/admin/dead-letters")))).path("deadLetters");
    }

    /** Does {@code step} for 0 to {@code count} - 1, eight at a time: an upload waits for a commit, which others share. */
    static void eightAtATime(int count, IntConsumer step) {
        List<Future<?>> steps = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < count; i++) {
                int number = i;
                steps.add(threads.submit(() -> step.accept(number)));
            }
        }
        steps.forEach(RunningStack::requireDone);
    }

    private static void requireDone(Future<?> step) {
        try {
            step.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a step failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until no document changes any more and nothing is queued. */
    void awaitQuiet() throws IOException {
        await(() -> {
            JsonNode status = status();
            long queued = 0;
            for (JsonNode pending : status.path("queue")) {
                queued += pending.asLong();
            }
            return queued == 0 && status.path("pending").asLong() == 0;
        });
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    static void await(Condition condition) throws IOException {
        await(PATIENCE, condition);
    }

    static void await(Duration patience, Condition condition) throws IOException {
        await(patience, Duration.ofMillis(50), condition);
    }

    /** @param every how often to look, where looking costs what is looked at some of its time */
    static void await(Duration patience, Duration every, Condition condition) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the condition did not hold within " + patience);
            }
            LockSupport.parkNanos(every.toNanos());
        }
    }

    /** Ends the functions as the launcher does at Ctrl-C, so that their files can be opened. */
    void stopFunctions() {
        stop(functions);
    }

    @Override
    public void close() {
        stop(functions);
        if (ownModels != null) {
            ownModels.close();
        }
        http.close();
    }

    private boolean isOk(String url) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(url))
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process java(String name, List<String> arguments) throws IOException {
        Files.createDirectories(data);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve(name + ".log").toFile()))
                .start();
    }

    private String log(String name) throws IOException {
        Path log = data.resolve(name + ".log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static void kill(@Nullable Process process) {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private static void stop(@Nullable Process process) {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            // One that makes the archive of its classes takes some seconds more.
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                kill(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill(process);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
