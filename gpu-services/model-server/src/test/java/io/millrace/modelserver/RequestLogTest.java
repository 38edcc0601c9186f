package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestLogTest {

    @Test
    void aLineOfJsonSaysWhatARequestCostAndNeverWhatItSaid() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (RunningServer server = RunningServer.with(
                RunningServer.EMBEDDER, null, 64, new PrintStream(bytes, true, StandardCharsets.UTF_8))) {
            server.post(
                    "/v1/embeddings",
                    "{\"input\": [\"secretword\", \"another secretword\"]}",
                    "traceparent",
                    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                    "X-Request-Id",
                    "a-1");
            server.post("/v1/embeddings", "{\"input\": secretword}", "X-Request-Id", "a secretword");
            server.get("/secretword?of=secretword");
        }
        String log = bytes.toString(StandardCharsets.UTF_8);
        List<JsonNode> lines = log.lines().map(RequestLogTest::json).toList();

        assertThat(log).doesNotContain("secretword");
        assertThat(lines)
                .hasSize(3)
                .allSatisfy(line -> assertThat(line.path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z"));
        // A line comes after its answer, so the next request's may overtake it.
        JsonNode good = of(lines, 200);
        assertThat(good.path("event").asText()).isEqualTo("request");
        assertThat(good.path("method").asText()).isEqualTo("POST");
        assertThat(good.path("path").asText()).isEqualTo("/v1/embeddings");
        assertThat(good.path("millis").asDouble()).isPositive();
        assertThat(good.path("texts").asInt()).isEqualTo(2);
        assertThat(good.path("tokens").asInt()).isGreaterThan(3);
        assertThat(good.path("request_bytes").asInt()).isEqualTo(47);
        assertThat(good.path("response_bytes").asInt()).isGreaterThan(1000);
        assertThat(good.path("trace_id").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(good.path("request_id").asText()).isEqualTo("a-1");
        JsonNode bad = of(lines, 400);
        assertThat(bad.has("texts")).isFalse();
        assertThat(bad.has("request_id")).isFalse();
        assertThat(of(lines, 404).path("path").asText()).isEqualTo("other");
    }

    private static JsonNode of(List<JsonNode> lines, int status) {
        return lines.stream()
                .filter(line -> line.path("status").asInt() == status)
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String line) {
        try {
            return new JsonMapper().readTree(line);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }
}
