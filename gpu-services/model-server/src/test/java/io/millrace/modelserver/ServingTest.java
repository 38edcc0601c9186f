package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the server begins, keeps to deadlines, and ends. */
class ServingTest {

    private static final String TEXT = "{\"input\": \"water\"}";

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.withoutGenerator();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void isLiveBeforeItIsReady() throws Exception {
        try (ModelHttpServer http = new ModelHttpServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Metrics(),
                new RequestLog(null, InstantSource.system()),
                InstantSource.system())) {
            http.start();
            assertThat(status(http, "/health/live")).isEqualTo(200);
            for (String path : new String[] {"/health/started", "/health/ready", "/health", "/v1/models"}) {
                assertThat(status(http, path)).as(path).isEqualTo(503);
            }
        }
    }

    private static int status(ModelHttpServer http, String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + http.port() + path);
        return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode();
    }

    @Test
    void finishesWhatIsUnderWayAndTakesNothingElse() throws Exception {
        try (RunningServer ending = RunningServer.withoutGenerator();
                HeldWorkers held = HeldWorkers.of(ending);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String path : new String[] {"/health/live", "/health/started", "/health/ready", "/health"}) {
                assertThat(ending.get(path).statusCode()).as(path).isEqualTo(200);
            }
            Future<HttpResponse<String>> underWay = callers.submit(() -> ending.post("/v1/embeddings", TEXT));
            held.awaitWaiting(1);

            assertThat(ending.http().drain(Duration.ofMillis(10)))
                    .as("all that was under way has ended")
                    .isFalse();
            Future<Boolean> drained = callers.submit(() -> ending.http().drain(Duration.ofSeconds(20)));
            HttpResponse<String> late = ending.post("/v1/embeddings", TEXT);
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(ending.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(ending.get("/health").statusCode()).isEqualTo(503);
            assertThat(ending.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(ending.get("/health/started").statusCode()).isEqualTo(200);
            assertThat(ending.get("/metrics").statusCode()).isEqualTo(200);
            assertThat(drained.isDone()).isFalse();

            held.letGo();
            assertThat(underWay.get().statusCode()).isEqualTo(200);
            assertThat(drained.get()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Request-Timeout-Ms", "x-envoy-expected-rq-timeout-ms"})
    void whatIsNotDoneInTimeIsDroppedUnread(String header) throws Exception {
        long before = embedded();
        try (HeldWorkers held = HeldWorkers.of(server)) {
            HttpResponse<String> late = server.post("/v1/embeddings", TEXT, header, "30");

            assertThat(late.statusCode()).isEqualTo(504);
            assertThat(late.body()).contains("deadline-passed");
            assertThat(server.models().workers().waiting()).isZero();
            held.letGo();
            assertThat(server.post("/v1/embeddings", TEXT, header, "30000").statusCode())
                    .isEqualTo(200);
        }
        assertThat(embedded()).as("the second one only").isEqualTo(before + 1);
    }

    private static long embedded() throws Exception {
        Matcher count = Pattern.compile("(?m)^millrace_embedded_texts_total (\\d+)$")
                .matcher(server.get("/metrics").body());
        assertThat(count.find()).isTrue();
        return Long.parseLong(count.group(1));
    }

    @Test
    void aTimeoutThatIsNoNumberIsRefused() throws Exception {
        HttpResponse<String> response = server.post("/v1/embeddings", TEXT, "X-Request-Timeout-Ms", "soon");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("X-Request-Timeout-Ms");
        assertThat(server.post("/v1/embeddings", TEXT, "x-envoy-expected-rq-timeout-ms", "0")
                        .statusCode())
                .as("Envoy's way to say for ever")
                .isEqualTo(200);
    }

    @Test
    void aBodyKeepsItsRoomUntilItIsAnswered() throws Exception {
        try (HeldWorkers held = HeldWorkers.of(server);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<HttpResponse<String>> waiting = callers.submit(() -> server.post("/v1/embeddings", TEXT));
            held.awaitWaiting(1);

            assertThat(server.get("/metrics").body()).contains("millrace_request_body_bytes " + TEXT.length() + "\n");
            held.letGo();
            assertThat(waiting.get().statusCode()).isEqualTo(200);
        }
    }

    /** Scaling and alerts ask for what that table has. */
    @Test
    void givesWhatTheTableOfMetricsPromises() throws Exception {
        List<String> promised = Files.readAllLines(
                        Path.of("../../knative/manifests-test/src/test/resources/EngineMetricsTest/metrics.txt"))
                .stream()
                .map(line -> line.split(" \\| ", -1))
                .filter(columns -> columns.length > 1 && columns[1].contains("Millrace's model server"))
                .map(columns -> columns[0])
                .toList();
        assertThat(server.post("/v1/embeddings", "no JSON").statusCode()).isEqualTo(400);

        assertThat(promised).isNotEmpty();
        assertThat(server.get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("[{ ]", 2)[0]))
                .containsAll(promised);
    }
}
