package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.FunctionContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The processes of {@code millrace up --processes}, as the launcher starts them, on free ports of the loopback interface. */
final class SeparateStack implements AutoCloseable {

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));
    private static final Path POSTGRES = REPOSITORY.resolve("scripts/postgres");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final int idleSeconds;
    private final int apiPort = RunningStack.freePort();
    private final int brokerPort = RunningStack.freePort();
    private final int postgresPort = RunningStack.freePort();
    private final ModelServerProcess models;
    private @Nullable Process postgres;
    private @Nullable Process front;
    private String storeUrl = "";

    private SeparateStack(Path data, int idleSeconds) {
        this.data = data;
        this.idleSeconds = idleSeconds;
        this.models = new ModelServerProcess(data);
    }

    /** @param idleSeconds after which a function of which nothing is asked ends */
    static SeparateStack start(Path data, int idleSeconds) throws IOException {
        SeparateStack stack = new SeparateStack(data, idleSeconds);
        try {
            // PostgreSQL, which does not run as root, must come in.
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
            // As the launcher does, so that the command line finds this Millrace.
            Files.writeString(
                    data.resolve("launcher.pid"),
                    Long.toString(ProcessHandle.current().pid()));
            stack.models.start();
            RunningStack.await(stack.models::isReady);
            stack.preparePostgres();
            stack.startPostgres();
            stack.startFront();
            stack.awaitReady();
            return stack;
        } catch (IOException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void preparePostgres() throws IOException {
        Process prepare = started("postgres", List.of(POSTGRES.toString(), "prepare", database()), Map.of());
        prepare.onExit().join();
        if (prepare.exitValue() != 0) {
            String reason = "there is no PostgreSQL with pgvector for this test: " + log("postgres");
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(reason);
            }
            Assumptions.abort(reason);
        }
        Process url =
                new ProcessBuilder(POSTGRES.toString(), "url", database(), Integer.toString(postgresPort)).start();
        storeUrl = new String(url.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private String database() {
        return data.resolve("postgres").toString();
    }

    /** It refuses to start while a process of a killed one has not ended yet; then it is started again, as the launcher does. */
    private void startPostgres() throws IOException {
        RunningStack.await(() -> {
            if (postgres == null || !postgres.isAlive()) {
                postgres = started(
                        "postgres",
                        List.of(POSTGRES.toString(), "run", database(), Integer.toString(postgresPort)),
                        Map.of());
            }
            return isOpen(postgresPort);
        });
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void startFront() throws IOException {
        Files.deleteIfExists(data.resolve("run.json"));
        Path runner = REPOSITORY.resolve("scripts/local/target/millrace-local-0.1.0-SNAPSHOT-runner.jar");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Djava.io.tmpdir=" + Files.createDirectories(data.resolve("temporary/broker")),
                "-Dmillrace.data=" + data,
                "-Dmillrace.topology=" + REPOSITORY.resolve("eventing/topology"),
                "-Dmillrace.services=" + REPOSITORY.resolve("knative/base"),
                "-Dmillrace.functions=" + REPOSITORY.resolve("functions"),
                "-Dmillrace.api.port=" + apiPort,
                "-Dmillrace.broker.port=" + brokerPort,
                "-Dmillrace.models.url=" + models.uri(),
                "-Dmillrace.processes.options=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx384m",
                "-Dmillrace.processes.idle=" + idleSeconds,
                "-cp",
                runner.toString(),
                SeparateProcesses.class.getName()));
        front = started(
                "broker",
                command,
                Map.of(
                        "MILLRACE_STORE_URL",
                        storeUrl,
                        // No bucket is anywhere: nothing listens at port 1.
                        "MILLRACE_S3_ENDPOINT",
                        "http://127.0.0.1:1",
                        "AWS_ACCESS_KEY_ID",
                        "none",
                        "AWS_SECRET_ACCESS_KEY",
                        "none"));
    }

    /** Until the front has said where all is. */
    private void awaitReady() throws IOException {
        RunningStack.await(Duration.ofMinutes(6), () -> {
            if (!Objects.requireNonNull(front).isAlive()) {
                throw new IllegalStateException("the process before the functions died:\n" + logs());
            }
            return Files.exists(data.resolve("run.json"));
        });
    }

    /** Where everything is. */
    private JsonNode addresses() {
        try {
            return RunningStack.JSON.readTree(data.resolve("run.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A function's address, at which a request starts it. */
    URI function(String name, String path) {
        return URI.create(addresses().path("functions").path(name).asText()).resolve(path);
    }

    URI api(String path) {
        return URI.create("http://127.0.0.1:" + apiPort + path);
    }

    /** What runs and waits, asked for without starting a function. */
    JsonNode processes() {
        return json(send(
                HttpRequest.newBuilder(URI.create(addresses().path("status").asText()))));
    }

    /** Metrics of change capture; empty where none runs. */
    String metrics() {
        HttpResponse<String> answer = send(
                HttpRequest.newBuilder(URI.create(addresses().path("metrics").asText())));
        return answer.statusCode() == 200 ? answer.body() : "";
    }

    /** What a command on this Millrace printed last. */
    JsonNode said(String... arguments) throws InterruptedException, IOException {
        return CommandLine.said(data, arguments);
    }

    /** How often each function was started since the front was. */
    Map<String, Integer> starts() {
        Map<String, Integer> starts = new TreeMap<>();
        processes()
                .path("functions")
                .forEach(function -> starts.put(
                        function.path("name").asText(), function.path("starts").asInt()));
        return starts;
    }

    boolean allStopped() {
        for (JsonNode function : processes().path("functions")) {
            if (!function.path("state").asText().equals("stopped")) {
                return false;
            }
        }
        for (JsonNode process : processes().path("processes")) {
            if (FunctionContract.PROGRAMS.contains(process.path("name").asText())) {
                return false;
            }
        }
        return true;
    }

    /** Ids of the functions' and change capture's processes, by their names. */
    Map<String, Long> running() {
        Map<String, Long> running = new TreeMap<>();
        for (JsonNode process : processes().path("processes")) {
            String name = process.path("name").asText();
            if (FunctionContract.PROGRAMS.contains(name) || name.equals(CaptureProcess.NAME)) {
                running.put(name, process.path("pid").asLong());
            }
        }
        return running;
    }

    /** All that can be killed now. */
    List<String> victims() {
        List<String> victims = new ArrayList<>(List.of("broker", "model-server", "postgres"));
        victims.addAll(running().keySet());
        return victims;
    }

    /** {@code kill -9}; what the launcher would start again is started again. */
    void kill(String victim) throws IOException {
        switch (victim) {
            case "broker" -> {
                end(front);
                startFront();
                awaitReady();
            }
            case "model-server" -> {
                models.kill();
                models.start();
            }
            case "postgres" -> {
                end(postgres);
                startPostgres();
            }
            default -> {
                Long pid = running().get(victim);
                if (pid != null) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
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

    HttpResponse<String> postJson(URI address, String body) {
        return send(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    JsonNode json(HttpResponse<String> response) {
        try {
            return RunningStack.JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(response.body(), e);
        }
    }

    JsonNode get(String path) {
        return json(send(HttpRequest.newBuilder(api(path))));
    }

    JsonNode deadLetters() {
        return get("/v1/dead-letters").path("deadLetters");
    }

    /** Waits until no document changes any more and nothing is queued. */
    void awaitQuiet(Duration patience) throws IOException {
        RunningStack.await(patience, () -> {
            JsonNode status = get("/v1/status");
            long queued = status.path("queue").isObject() ? 0 : 1;
            for (JsonNode pending : status.path("queue")) {
                queued += pending.asLong();
            }
            return queued == 0 && status.path("pending").asLong(1) == 0;
        });
    }

    @Override
    public void close() {
        if (front != null) {
            front.destroy();
            try {
                if (!front.waitFor(30, TimeUnit.SECONDS)) {
                    end(front);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                end(front);
            }
        }
        models.close();
        end(postgres);
        http.close();
    }

    private static void end(@Nullable Process process) {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    private Process started(String name, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve(name + ".log").toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The ends of all logs. */
    String logs() throws IOException {
        StringBuilder logs = new StringBuilder(log("broker")).append(log("postgres"));
        for (String function : FunctionContract.PROGRAMS) {
            logs.append(log("logs/" + function));
        }
        logs.append(log("logs/" + CaptureProcess.NAME));
        return logs.toString();
    }

    private String log(String name) throws IOException {
        Path log = data.resolve(name + ".log");
        String text = Files.exists(log) ? Files.readString(log) : "";
        return name + ": " + text.substring(Math.max(0, text.length() - 3000)) + "\n";
    }
}
