package io.millrace.index.opensearch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that does not know, or not allow, who asks: what the security plugin of OpenSearch 2.19.4 answered. */
class RefusedLoginTest {

    private static final String FORBIDDEN =
            "{\"error\":{\"root_cause\":[],\"type\":\"security_exception\",\"reason\":\"no permissions\"},\"status\":403}";

    private HttpServer server;
    private int status;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = (status == 401 ? "Unauthorized" : FORBIDDEN).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", status == 401 ? "text/plain" : "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"401, status 401", "403, status 403"})
    void isNotTakenForOneThatIsAway(int answered, String said) {
        status = answered;
        OpenSearchSettings settings = new OpenSearchSettings(
                List.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                "ann",
                "secret",
                null,
                "millrace",
                1,
                0,
                Duration.ZERO,
                Duration.ofSeconds(5));
        try (Cluster cluster = new Cluster(settings)) {
            assertThatThrownBy(() -> cluster.call("GET", "/millrace/_mapping", Map.of(), null))
                    .satisfies(Problems.code("index-not-reachable", said, "millrace.opensearch.user"));
        }
    }
}
