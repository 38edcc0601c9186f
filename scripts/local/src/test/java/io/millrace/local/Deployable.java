package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.concurrent.atomic.AtomicReference;

/** One function as a process of its own: what its container image would hold. */
final class Deployable implements AutoCloseable {

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final Path log;
    private final Process process;

    /** @param options of its JVM, such as {@code -Dmillrace…} */
    Deployable(String function, Path data, String... options) throws IOException {
        Path jar = REPOSITORY.resolve("functions/" + function + "/target/quarkus-app/quarkus-run.jar");
        assertThat(jar).as("build without -Dmillrace.deployables.skip first").exists();
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        log = data.resolve("log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dmillrace.data=" + data,
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port));
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    HttpResponse<String> post(String path, String body) throws IOException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    /** Waits for the process to listen. */
    HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        RunningStack.await(() -> {
            assertThat(process.isAlive()).as(log()).isTrue();
            try {
                answer.set(http.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString()));
                return true;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        });
        return Objects.requireNonNull(answer.get());
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        http.close();
    }
}
