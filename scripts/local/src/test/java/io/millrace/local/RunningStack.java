package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The two processes of {@code millrace up}, as the launcher starts them, on free ports of the loopback interface. */
final class RunningStack implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern CAUSE = Pattern.compile("Exception: |Error: |^# ");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final Variant variant;
    private final int apiPort = freePort();
    private final int brokerPort = freePort();
    private final int modelsPort = freePort();
    private @Nullable Process functions;
    private @Nullable Process models;

    private RunningStack(Path data, Variant variant) {
        this.data = data;
        this.variant = variant;
    }

    /**
     * How a stack differs from what the launcher starts.
     *
     * @param losesUnsyncedWrites whether a kill takes everything that index and broker had not synced
     * @param topology a folder of objects beside those of eventing/topology; null for none
     * @param models a model server that runs already; null to start one
     * @param options more options of the functions' JVM, such as {@code -Dmillrace…}
     */
    record Variant(
            boolean losesUnsyncedWrites,
            @Nullable Path topology,
            @Nullable URI models,
            List<String> options) {

        static final Variant NONE = new Variant(false, null, null, List.of());

        Variant {
            options = List.copyOf(options);
        }
    }

    static RunningStack start(Path data) throws IOException {
        return start(data, Variant.NONE);
    }

    /** @param losesUnsyncedWrites whether a kill takes everything that index and broker had not synced */
    static RunningStack start(Path data, boolean losesUnsyncedWrites) throws IOException {
        return start(data, new Variant(losesUnsyncedWrites, null, null, List.of()));
    }

    /** @param options of the functions' JVM, such as {@code -Dmillrace…} */
    static RunningStack startWith(Path data, String... options) throws IOException {
        return start(data, new Variant(false, null, null, List.of(options)));
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

    /** The model server alone. */
    static RunningStack startModelsOnly(Path data) throws IOException {
        RunningStack stack = new RunningStack(data, Variant.NONE);
        try {
            stack.startModels();
            stack.awaitReady();
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    void startModels() throws IOException {
        Path target = REPOSITORY.resolve("gpu-services/model-server/target");
        models = java(
                "model-server",
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        jar(target) + File.pathSeparator + target.resolve("lib") + File.separator + "*",
                        "io.millrace.modelserver.ModelServer",
                        "--port",
                        Integer.toString(modelsPort)));
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
            command.addAll(List.of(
                    "-cp",
                    runner + File.pathSeparator + System.getProperty("java.class.path"),
                    "io.quarkus.runner.GeneratedMain"));
        } else {
            command.addAll(List.of("-jar", runner.toString()));
        }
        functions = java("functions", command);
    }

    void killFunctions() {
        kill(functions);
    }

    void killModels() {
        kill(models);
    }

    boolean functionsRun() {
        return functions != null && functions.isAlive();
    }

    void awaitReady() throws IOException {
        await(() -> {
            if (isDead(functions) || isDead(models)) {
                throw new IllegalStateException(death());
            }
            return isOk(models() + "/health") && (functions == null || isOk(url("/v1/status")));
        });
    }

    /** Its cause in the first line, which is all that a summary of a build shows. */
    private String death() throws IOException {
        String logs = log("functions") + log("model-server");
        List<String> causes = logs.lines().filter(CAUSE.asPredicate()).toList();
        return "a process of the stack died: " + (causes.isEmpty() ? "it does not say why" : causes.getLast()) + "\n"
                + logs;
    }

    private static boolean isDead(@Nullable Process process) {
        return process != null && !process.isAlive();
    }

    /** Address of the model server. */
    URI models() {
        return variant.models() == null ? URI.create("http://127.0.0.1:" + modelsPort) : variant.models();
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
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the condition did not hold within " + patience);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Ends the functions as the launcher does at Ctrl-C, so that their files can be opened. */
    void stopFunctions() {
        stop(functions);
    }

    @Override
    public void close() {
        stop(functions);
        stop(models);
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

    private static String jar(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file ->
                            file.getFileName().toString().matches("millrace-model-server-[^-]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException("build gpu-services/model-server first: no jar in " + target))
                    .toString();
        }
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
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
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
