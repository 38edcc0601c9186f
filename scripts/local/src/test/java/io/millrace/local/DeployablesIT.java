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
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each function is a deployable of its own: what a container image would hold starts, and refuses a bad event for good. */
class DeployablesIT {

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));

    @ParameterizedTest
    @ValueSource(strings = {"intake", "chunking", "embedding", "reranking", "answering", "reindexing"})
    void aFunctionStartsByItselfAndRefusesABadEvent(String function, @TempDir Path data) throws Exception {
        try (Deployable deployable = new Deployable(function, data)) {
            HttpResponse<String> answer = deployable.post("/", "{}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("urn:millrace:problem:event-attribute-missing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "dead-letters")
    void deadLettersOfNobodyAreTaken(String function, @TempDir Path data) throws Exception {
        try (Deployable deployable = new Deployable(function, data)) {
            assertThat(deployable.post("/dead-letters", "{}").statusCode()).isEqualTo(204);
        }
    }

    private static final class Deployable implements AutoCloseable {

        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final int port;
        private final Path log;
        private final Process process;

        Deployable(String function, Path data) throws IOException {
            Path jar = REPOSITORY.resolve("functions/" + function + "/target/quarkus-app/quarkus-run.jar");
            assertThat(jar)
                    .as("build without -Dmillrace.deployables.skip first")
                    .exists();
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            log = data.resolve("log");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "-Dmillrace.data=" + data,
                            "-Dquarkus.http.host=127.0.0.1",
                            "-Dquarkus.http.port=" + port,
                            "-jar",
                            jar.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        }

        HttpResponse<String> post(String path, String body) throws IOException {
            AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
            RunningStack.await(() -> {
                assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                try {
                    answer.set(http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString()));
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

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
            http.close();
        }
    }
}
