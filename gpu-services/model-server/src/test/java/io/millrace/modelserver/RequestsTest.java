package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused, and how; and what the other servers' clients rely on. */
class RequestsTest {

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.withoutGenerator();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/embeddings|''",
                "/v1/embeddings|{",
                "/v1/embeddings|[]",
                "/v1/embeddings|null",
                "/v1/embeddings|{}",
                "/v1/embeddings|{\"input\": 7}",
                "/v1/embeddings|{\"input\": []}",
                "/v1/embeddings|{\"input\": [1, 2]}",
                "/v1/embeddings|{\"input\": [\"a\", null]}",
                "/v1/embeddings|{\"input\": [\"a\"",
                "/v1/embeddings|{\"input\": \"a\"} trailing",
                "/v1/embeddings|{\"input\": \"a\", \"model\": {}}",
                "/v1/embeddings|{\"input\": \"a\", \"encoding_format\": \"hex\"}",
                "/v1/embeddings|{\"input\": \"a\", \"input_type\": \"poem\"}",
                "/v1/embeddings|{\"input\": \"a\", \"millrace\": 1}",
                "/v1/embeddings|{\"input\": \"a\", \"millrace\": {\"sentences\": 1}}",
                "/v1/embeddings|{\"input\": \"a\", \"millrace\": {\"sentences\": []}}",
                "/v1/embeddings|{\"input\": \"a\", \"millrace\": {\"sentences\": [[[0]]]}}",
                "/v1/embeddings|{\"input\": \"a\", \"millrace\": {\"sentences\": [[[0, 2]]]}}",
                "/v1/embeddings|{\"input\": \"a\", \"millrace\": {\"sentences\": [[[1, 1]]]}}",
                "/v1/embeddings|{\"input\": \"a\", \"millrace\": {\"sentences\": [[[0, 99999999999999999999]]]}}",
                "/embed|{\"inputs\": {}}",
                "/embed|{\"inputs\": \"a\", \"truncate\": \"yes\"}",
                "/tokenize|{\"inputs\": [[\"a\"]]}",
                "/tokenize|{\"inputs\": \"a\", \"millrace\": {\"counts\": 1}}",
                "/v1/chat/completions|{\"messages\": []}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"user\"}]}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"god\", \"content\": \"a\"}]}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"max_tokens\": 0}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"temperature\":"
                        + " \"hot\"}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"n\": 3}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"response_format\": \"json\"}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"response_format\": {\"type\": \"xml\"}}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"response_format\": {\"type\": \"json_schema\"}}",
                "/v1/chat/completions|{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": {\"not\": {}}}}}",
            })
    void answersBadInputWith400(String path, String body) throws Exception {
        HttpResponse<String> response = server.post(path, body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"error\":{\"message\":", "\"code\":\"request-invalid\"");
    }

    @Test
    void answersBytesThatAreNoUtf8With400() throws Exception {
        byte[] body = HexFormat.of().parseHex("7b22696e707574223a2022fffe227d");
        java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient();
        HttpResponse<String> response = client.send(
                java.net.http.HttpRequest.newBuilder(server.base().resolve("/v1/embeddings"))
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(400);
    }

    @Test
    void neverQuotesTheInput() throws Exception {
        assertThat(server.post("/v1/embeddings", "{\"input\": secretword}").body())
                .doesNotContain("secretword");
    }

    @Test
    void refusesABodyOverSixteenMebibytes() throws Exception {
        String body =
                "{\"input\": [\"" + "a".repeat(900_000) + "\"" + (",\"" + "a".repeat(900_000) + "\"").repeat(19) + "]}";

        HttpResponse<String> response = server.post("/v1/embeddings", body);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("body-too-large");
    }

    @Test
    void moreTokensThanAreListedAreRefusedAndStillCounted() throws Exception {
        String inputs = "{\"inputs\": [\"" + "a ".repeat(60_000) + "\", \"" + "b ".repeat(60_000) + "\"]";

        HttpResponse<String> listed = server.post("/tokenize", inputs + "}");
        assertThat(listed.statusCode()).isEqualTo(413);
        assertThat(listed.body()).contains("too-many-tokens", "120000 tokens");
        assertThat(server.post("/tokenize", inputs + ", \"millrace\": {\"counts\": true}}")
                        .body())
                .isEqualTo("[60000,60000]");
        assertThat(server.post("/tokenize", "{\"inputs\": \"" + "a ".repeat(60_000) + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesATextOverAMillionCharacters() throws Exception {
        HttpResponse<String> response = server.post("/tokenize", "{\"inputs\": \"" + "a".repeat(1_100_000) + "\"}");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("text-too-long");
    }

    @Test
    void refusesMoreThan256Inputs() throws Exception {
        String body = "{\"input\": [\"a\"" + ",\"a\"".repeat(256) + "]}";

        assertThat(server.post("/v1/embeddings", body).statusCode()).isEqualTo(400);
    }

    @Test
    void refusesAModelThatIsNotServed() throws Exception {
        HttpResponse<String> response = server.post("/v1/embeddings", "{\"input\": \"a\", \"model\": \"other\"}");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("model-not-served", RunningServer.EMBEDDER);
    }

    @Test
    void teiTruncatesOnlyWhenAskedTo() throws Exception {
        String text = "word ".repeat(300);

        HttpResponse<String> refused = server.post("/embed", "{\"inputs\": \"" + text + "\"}");
        HttpResponse<String> cut = server.post("/embed", "{\"inputs\": \"" + text + "\", \"truncate\": true}");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("302 tokens");
        assertThat(cut.statusCode()).isEqualTo(200);
    }

    @Test
    void withoutAGeneratorChatSaysWhy() throws Exception {
        HttpResponse<String> response =
                server.post("/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}]}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("model-unavailable", "the test has none");
        assertThat(server.get("/v1/models").body())
                .contains(RunningServer.EMBEDDER)
                .doesNotContain(RunningServer.GENERATOR);
    }

    @Test
    void withoutARerankerItSaysWhatToDo() throws Exception {
        HttpResponse<String> response = server.post("/rerank", "{\"query\": \"a\", \"texts\": [\"a\"]}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("--reranker");
    }

    @Test
    void unknownPathsAndMethodsAreNoFault() throws Exception {
        assertThat(server.get("/nowhere").statusCode()).isEqualTo(404);
        HttpResponse<String> get = server.get("/v1/embeddings");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).hasValue("POST");
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void numbersAndBase64SayTheSame() throws Exception {
        var numbers = server.answer("/v1/embeddings", "{\"input\": [\"sluice\", \"sluice\"]}");
        var base64 = server.answer("/v1/embeddings", "{\"input\": \"sluice\", \"encoding_format\": \"base64\"}");

        float first = (float) numbers.at("/data/1/embedding/0").asDouble();
        byte[] bytes = base64.at("/data/0/embedding").binaryValue();
        assertThat(java.nio.ByteBuffer.wrap(bytes)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .getFloat())
                .isEqualTo(first);
        assertThat(bytes).hasSize(384 * 4);
        assertThat(numbers.at("/usage/prompt_tokens").asInt())
                .isEqualTo(base64.at("/usage/prompt_tokens").asInt() * 2);
        assertThat(numbers.at("/data/1/millrace").isMissingNode()).isTrue();
    }

    @Test
    void metricsCountWhatWasCut() throws Exception {
        long before = metric("millrace_embedded_tokens_cut_total");
        server.answer("/v1/embeddings", "{\"input\": \"" + "word ".repeat(264) + "\"}");

        assertThat(metric("millrace_embedded_tokens_cut_total")).isEqualTo(before + 10);
        assertThat(metric("te_queue_size")).isZero();
    }

    @Test
    void metricsGoByTeisNames() throws Exception {
        server.answer("/v1/embeddings", "{\"input\": \"water\"}");
        server.post("/v1/embeddings", "{");

        // A request counts once its reply is on the way, so that its whole duration is known.
        await().untilAsserted(() -> assertThat(server.get("/metrics").body())
                .contains(
                        "te_request_success{path=\"/v1/embeddings\"} ",
                        "te_request_failure{err=\"validation\"} ",
                        "te_request_duration_bucket{path=\"/v1/embeddings\",le=\"+Inf\"} ",
                        "te_request_queue_duration_count ",
                        "te_request_inference_duration_sum "));
    }

    private static long metric(String name) throws Exception {
        try (InputStream metrics =
                URI.create(server.base() + "/metrics").toURL().openStream()) {
            return new String(metrics.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
