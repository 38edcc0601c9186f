package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiEmbedderTest {

    private static final String OURS = """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":"AAAAAAAAgD8AAAAA",
             "millrace":{"tokens":9,"tokens_cut":2,"sentences":["AX8A","fwAB"],"later":{"a":[1]}}}],"usage":{"prompt_tokens":9}}
            """;

    @Test
    void readsVectorsSentencesAndTokensOfOurServer() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, OURS)) {
            PassageEmbedding passage = new OpenAiEmbedder(server.endpoint())
                    .embedPassages(List.of(new PassageText("One. Two.", List.of(new Span(0, 4), new Span(5, 9)))))
                    .getFirst();

            assertThat(passage.vector()).isEqualTo(Embedding.of(new float[] {0, 1, 0}));
            assertThat(passage.sentences())
                    .containsExactly(
                            QuantizedEmbedding.ofBytes(new byte[] {1, 127, 0}),
                            QuantizedEmbedding.ofBytes(new byte[] {127, 0, 1}));
            assertThat(passage.tokens()).isEqualTo(9);
            assertThat(passage.tokensCut()).isEqualTo(2);
            assertThat(server.body())
                    .isEqualTo(
                            "{\"model\":\"all-minilm\",\"encoding_format\":\"base64\",\"input\":[\"One. Two.\"],\"input_type\":\"passage\",\"millrace\":{\"sentences\":[[[0,4],[5,9]]]}}");
        }
    }

    @Test
    void saysWhetherATextIsAQuestionOrAPassageThoughItComesAlone() throws Exception {
        String vector = "{\"data\":[{\"index\":0,\"embedding\":[1]}]}";
        try (FakeServer server = new FakeServer().answers(200, vector).answers(200, vector)) {
            OpenAiEmbedder embedder = new OpenAiEmbedder(server.endpoint());

            embedder.embedQuestion("one");
            embedder.embedPassages(List.of(passage("one")));

            String head =
                    "{\"model\":\"all-minilm\",\"encoding_format\":\"base64\",\"input\":[\"one\"],\"input_type\":";
            assertThat(server.body()).isEqualTo(head + "\"query\",\"truncate_prompt_tokens\":-1,\"millrace\":{}}");
            assertThat(server.body()).isEqualTo(head + "\"passage\",\"millrace\":{}}");
        }
    }

    @Test
    void saysHowLongTheAnswerIsWaitedFor() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, "{\"data\":[{\"index\":0,\"embedding\":[1]}]}")) {
            new OpenAiEmbedder(server.endpoint(Duration.ofSeconds(7))).embedQuestion("why?");

            assertThat(Integer.parseInt(server.request().getHeaders().get("X-Request-Timeout-Ms")))
                    .isBetween(1, 7000);
        }
    }

    @Test
    void readsAnAnswerOfVllmInOrderAndSharesItsTokensByLength() {
        try (FakeServer server = new FakeServer().answers(200, FakeServer.fixture("vllm-embeddings.json"))) {
            List<PassageEmbedding> passages = new OpenAiEmbedder(server.endpoint())
                    .embedPassages(List.of(passage("ab", new Span(0, 2)), passage("abcd")));

            assertThat(passages)
                    .extracting(PassageEmbedding::vector)
                    .containsExactly(Embedding.of(new float[] {3, 0, 4}), Embedding.of(new float[] {0, 1, 0}));
            assertThat(passages).extracting(PassageEmbedding::tokens).containsExactly(10, 20);
            assertThat(passages)
                    .allSatisfy(passage -> assertThat(passage.sentences()).isEmpty());
        }
    }

    @Test
    void sendsTheKeyAndNeverPrintsIt() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, "{\"data\":[{\"index\":0,\"embedding\":[1]}]}")) {
            new OpenAiEmbedder(server.endpoint()).embedQuestion("why?");

            assertThat(server.request().getHeaders().get("Authorization")).isEqualTo("Bearer k3y");
            assertThat(server.endpoint().toString()).doesNotContain("k3y").contains("with a key");
        }
    }

    @Test
    void sendsNothingForNothing() {
        try (FakeServer server = new FakeServer()) {
            assertThat(new OpenAiEmbedder(server.endpoint()).embedPassages(List.of()))
                    .isEmpty();
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void splitsWhatIsMoreThanTeiTakesInOneCall() {
        try (FakeServer server = new FakeServer().answers(500, "")) {
            assertThatThrownBy(() ->
                            new OpenAiEmbedder(server.endpoint()).embedPassages(Collections.nCopies(33, passage("a"))))
                    .isInstanceOf(ProblemException.class);
            assertThat(Batches.of(Collections.nCopies(65, "a")))
                    .extracting(List::size)
                    .containsExactly(32, 32, 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, UNPROCESSABLE, model-refused-input",
        "401, UNAVAILABLE, model-access-denied",
        "404, UNAVAILABLE, model-not-served",
        "413, TOO_LARGE, model-input-too-large",
        "422, UNPROCESSABLE, model-refused-input",
        "424, INTERNAL, model-failed",
        "429, BUSY, model-busy",
        "500, INTERNAL, model-failed",
        "502, UNAVAILABLE, model-unavailable",
        "503, UNAVAILABLE, model-unavailable",
        "504, TIMEOUT, model-timeout",
    })
    void saysWhatAStatusMeansWithoutTheServersWords(int status, Category category, String code) {
        try (FakeServer server = new FakeServer().answers(status, "{\"error\": \"secret text\"}")) {
            // OkHttp itself asks again after a 408, or a 503 with Retry-After: 0; not after these.
            assertProblem(server.endpoint(), category, code);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "<html>",
                "{\"data\":[]}",
                "{\"data\":[{\"index\":0}]}",
                "{\"data\":[{\"index\":1,\"embedding\":[1]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[0,0]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":\"%%%\"}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1],\"millrace\":{\"sentences\":[\"AX8A\"]}}]}",
                "{\"data\":[{\"index\":\"x\",\"embedding\":[1]}]}",
            })
    void refusesAnAnswerThatMakesNoSense(String body) {
        try (FakeServer server = new FakeServer().answers(200, body)) {
            assertProblem(server.endpoint(), Category.INTERNAL, "model-answer-invalid");
        }
    }

    @Test
    void aServerThatIsAwayIsUnavailable() {
        ModelEndpoint nobody = new ModelEndpoint(URI.create("http://127.0.0.1:1"), "all-minilm", Duration.ofSeconds(5));

        assertProblem(nobody, Category.UNAVAILABLE, "model-unavailable");
        assertThat(new OpenAiEmbedder(nobody).ready()).isFalse();
    }

    @Test
    void aServerThatLetsNobodyInAtFirstIsWaitedFor() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ModelEndpoint late =
                new ModelEndpoint(URI.create("http://127.0.0.1:" + port), "all-minilm", Duration.ofSeconds(20));
        OpenAiEmbedder embedder = new OpenAiEmbedder(late);
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder()
                    .body("{\"data\":[{\"index\":0,\"embedding\":[0.6,0.8]}]}")
                    .build());
            CompletableFuture<Embedding> asked = CompletableFuture.supplyAsync(() -> embedder.embedQuestion("late"));
            // The first attempts are refused; had they not been made again, the question would have failed.
            assertThatThrownBy(() -> asked.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

            server.start(InetAddress.getLoopbackAddress(), port);

            assertThat(asked).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerThatIsTooSlowIsATimeout() {
        MockResponse slow = new MockResponse.Builder()
                .body(OURS)
                .headersDelay(1, TimeUnit.MINUTES)
                .build();
        try (FakeServer server = new FakeServer().answers(slow)) {
            assertProblem(server.endpoint(Duration.ofMillis(200)), Category.TIMEOUT, "model-timeout");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsUnavailable() {
        MockResponse broken = new MockResponse.Builder()
                .body(OURS)
                .onResponseBody(new SocketEffect.CloseSocket())
                .build();
        try (FakeServer server = new FakeServer().answers(broken)) {
            assertProblem(server.endpoint(), Category.UNAVAILABLE, "model-unavailable");
        }
    }

    @Test
    void isReadyWhenHealthSaysSo() {
        try (FakeServer server = new FakeServer().answers(503, "").answers(200, "ok")) {
            OpenAiEmbedder embedder = new OpenAiEmbedder(server.endpoint());

            assertThat(embedder.ready()).isFalse();
            assertThat(embedder.ready()).isTrue();
        }
    }

    @Test
    void refusesAnEndpointThatIsNoWebAddress() {
        assertThatThrownBy(() -> new ModelEndpoint(URI.create("localhost:80"), "m", Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("localhost:80");
    }

    private static void assertProblem(ModelEndpoint endpoint, Category category, String code) {
        assertThatThrownBy(() -> new OpenAiEmbedder(endpoint).embedQuestion("secret text"))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.problem().category()).isEqualTo(category);
                    assertThat(problem.problem().code()).isEqualTo(code);
                    assertThat(problem.getMessage()).doesNotContain("secret").contains("/v1/embeddings");
                });
    }

    private static PassageText passage(String text, Span... sentences) {
        return new PassageText(text, List.of(sentences));
    }
}
