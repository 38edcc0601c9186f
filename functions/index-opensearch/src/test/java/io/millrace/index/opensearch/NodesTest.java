package io.millrace.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes, of which some are away. */
class NodesTest {

    private static final String VERSION =
            "{\"version\": {\"distribution\": \"opensearch\", \"number\": \"2.19.0\"}, \"took\": 1}";

    private final MockWebServer one = new MockWebServer();
    private final MockWebServer other = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        one.start();
        other.start();
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void nodesTakeTurns() {
        answers(one, 200, 2);
        answers(other, 200, 2);
        try (Cluster cluster = cluster(one, other)) {
            ask(cluster, 3);
        }
        assertThat(one.getRequestCount()).isEqualTo(2);
        assertThat(other.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aNodeThatIsAwayIsPassedOver() {
        one.close();
        answers(other, 200, 4);
        try (Cluster cluster = cluster(one, other)) {
            ask(cluster, 3);
        }
        assertThat(other.getRequestCount()).isEqualTo(4);
    }

    @Test
    void aNodeThatCannotNowRests() {
        answers(one, 503, 1);
        answers(other, 200, 4);
        try (Cluster cluster = cluster(one, other)) {
            ask(cluster, 3);
        }
        assertThat(one.getRequestCount()).isEqualTo(1);
        assertThat(other.getRequestCount()).isEqualTo(4);
    }

    @Test
    void whereAllRestTheyAreAskedNevertheless() {
        answers(one, 503, 1);
        answers(other, 503, 1);
        answers(one, 200, 2);
        answers(other, 200, 2);
        try (Cluster cluster = cluster(one, other)) {
            assertThatThrownBy(() -> ask(cluster, 1)).satisfies(Problems.code("index-not-reachable", "status 503"));
            ask(cluster, 1);
        }
    }

    @Test
    void whoLogsInAndWhatIsAskedReachTheServer() throws Exception {
        answers(one, 200, 2);
        try (Cluster cluster = cluster(one)) {
            cluster.ask("POST", "/millrace/_search", Map.of("search_type", "a b&c"), Map.of("size", 1));
        }
        one.takeRequest();
        var request = one.takeRequest();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getUrl().encodedPath()).isEqualTo("/millrace/_search");
        assertThat(request.getUrl().queryParameter("search_type")).isEqualTo("a b&c");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Basic YW5uOnNlY3JldA==");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getBody().utf8()).isEqualTo("{\"size\":1}");
    }

    /** The first request of a cluster asks for its version besides. */
    private static void ask(Cluster cluster, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(cluster.ask("GET", "/millrace/_count", Map.of(), null)
                            .path("took")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    private static void answers(MockWebServer server, int status, int times) {
        for (int i = 0; i < times; i++) {
            server.enqueue(new MockResponse.Builder().code(status).body(VERSION).build());
        }
    }

    private static Cluster cluster(MockWebServer... servers) {
        List<URI> urls = Stream.of(servers)
                .map(server -> URI.create("http://127.0.0.1:" + server.getPort()))
                .toList();
        return new Cluster(new OpenSearchSettings(
                urls, "ann", "secret", null, "millrace", 1, 0, Duration.ZERO, Duration.ofSeconds(5)));
    }
}
