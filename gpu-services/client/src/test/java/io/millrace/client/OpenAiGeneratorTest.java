package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.Generation.FinishReason;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiGeneratorTest {

    private static final GenerationRequest REQUEST = new GenerationRequest(
            List.of(new Message(Role.SYSTEM, "Be brief."), new Message(Role.USER, "Why \"?\"")),
            7,
            .5,
            Duration.ofSeconds(5));

    @Test
    void streamsAnAnswerOfVllm() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, FakeServer.fixture("vllm-chat.sse"))) {
            List<String> pieces = new ArrayList<>();

            Generation reply = new OpenAiGenerator(server.endpoint(), true).generate(REQUEST, pieces::add);

            assertThat(pieces).containsExactly("Der Fluß", " 😀");
            assertThat(reply).isEqualTo(new Generation("Der Fluß 😀", 21, 7, FinishReason.LENGTH));
            assertThat(server.body())
                    .isEqualTo(
                            "{\"model\":\"all-minilm\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Why \\\"?\\\"\"}],\"max_tokens\":7,\"temperature\":0.5,\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 7", "-2, 1", "2147483648, 0", "9223372036854775807, 0", "6442450944, 1"})
    void aSeedIsNeverNegative(long seed, int sent) throws Exception {
        try (FakeServer server = new FakeServer().answers(200, FakeServer.fixture("vllm-chat.sse"))) {
            new OpenAiGenerator(server.endpoint(), true)
                    .generate(
                            new GenerationRequest(
                                    REQUEST.messages(), 7, 0, REQUEST.timeout(), List.of(), seed, new Cancellation()),
                            piece -> {});

            assertThat(server.body()).contains("\"seed\":" + sent + ",");
        }
    }

    @Test
    void tellsAModelThatThinksNotToAndLeavesOutWhatItThinksAllTheSame() throws Exception {
        String stream = "data: {\"choices\":[{\"delta\":{\"content\":\"<think>\\n\"}}]}\n\n"
                + "data: {\"choices\":[{\"delta\":{\"content\":\"Hm.</think>\\n\\nParis.\"},\"finish_reason\":\"stop\"}]}\n\n";
        try (FakeServer server = new FakeServer().answers(200, stream)) {
            Generation reply = new OpenAiGenerator(server.endpoint(), true, OpenAiGenerator.Tokenizer.NONE, true)
                    .generate(REQUEST, piece -> {});

            assertThat(reply.text()).isEqualTo("Paris.");
            assertThat(server.body())
                    .contains(
                            "\"temperature\":0.5,\"chat_template_kwargs\":{\"enable_thinking\":false},\"stream\":true");
        }
    }

    @Test
    void countsByVllmsTokenizer() throws Exception {
        try (FakeServer server = new FakeServer()
                .answers(200, "{\"count\":3,\"max_model_len\":16384,\"tokens\":[1,2,3],\"token_strs\":null}")) {
            assertThat(new OpenAiGenerator(server.endpoint(), true, OpenAiGenerator.Tokenizer.VLLM, false)
                            .countTokens(List.of("a b c"), new Cancellation()))
                    .contains(List.of(3));
            assertThat(server.body())
                    .isEqualTo("{\"model\":\"all-minilm\",\"prompt\":\"a b c\",\"add_special_tokens\":false}");
        }
    }

    @Test
    void countsByTheTokenizerOfLlamaCpp() throws Exception {
        try (FakeServer server =
                new FakeServer().answers(200, "{\"tokens\":[{\"id\":1,\"piece\":\"a\"},{\"id\":2}]}")) {
            assertThat(new OpenAiGenerator(server.endpoint(), true, OpenAiGenerator.Tokenizer.LLAMA_CPP, false)
                            .countTokens(List.of("a b"), new Cancellation()))
                    .contains(List.of(2));
            assertThat(server.body()).isEqualTo("{\"content\":\"a b\",\"add_special\":false}");
        }
    }

    @Test
    void withoutATokenizerNothingIsCounted() {
        try (FakeServer server = new FakeServer()) {
            assertThat(new OpenAiGenerator(server.endpoint(), true).countTokens(List.of("a"), new Cancellation()))
                    .isEmpty();
        }
    }

    @Test
    void countingHasASecondForAllTexts() {
        MockResponse slow = new MockResponse.Builder()
                .body("{\"tokens\":[1]}")
                .headersDelay(700, TimeUnit.MILLISECONDS)
                .build();
        try (FakeServer server = new FakeServer().answers(slow).answers(slow).answers(slow)) {
            OpenAiGenerator generator =
                    new OpenAiGenerator(server.endpoint(), true, OpenAiGenerator.Tokenizer.VLLM, false);
            assertThatThrownBy(() -> generator.countTokens(List.of("a", "b", "c"), new Cancellation()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            problem -> assertThat(problem.problem().category()).isEqualTo(Category.TIMEOUT));
        }
    }

    @Test
    void countingEndsWhereNobodyWantsItAnyMore() {
        try (FakeServer server = new FakeServer().answers(200, "{\"tokens\":[1]}")) {
            Cancellation gone = new Cancellation();
            gone.cancel();
            OpenAiGenerator generator =
                    new OpenAiGenerator(server.endpoint(), true, OpenAiGenerator.Tokenizer.VLLM, false);
            assertThatThrownBy(() -> generator.countTokens(List.of("a"), gone)).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void anErrorInTheMiddleOfAStreamIsNoReply() {
        String stream =
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"message\":\"secret\"}}\n\n";
        try (FakeServer server = new FakeServer().answers(200, stream)) {
            assertProblem(server.endpoint(), Category.UNAVAILABLE, "model-broke-off");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"error":{"message":"Model is overloaded","http_status_code":429}} | BUSY        | model-busy
            {"error":{"message":"secret: too many","type":"x","code":429}}     | BUSY        | model-busy
            {"error":"Model is overloaded","error_type":"overloaded"}          | BUSY        | model-busy
            {"error":{"message":"secret","http_status_code":422}}              | UNAVAILABLE | model-unavailable
            {"error":{"message":null,"param":{"code":1},"code":500}}           | UNAVAILABLE | model-unavailable
            """)
    void anErrorBeforeTheReplyIsAServerThatIsAwayOrBusy(String event, Category category, String code) {
        String empty = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
        try (FakeServer server = new FakeServer().answers(200, empty + "data:" + event + "\n\ndata: [DONE]\n\n")) {
            assertProblem(server.endpoint(), category, code);
        }
    }

    @Test
    void aStreamThatEndsTooSoonIsUnavailable() {
        try (FakeServer server =
                new FakeServer().answers(200, "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n")) {
            assertProblem(server.endpoint(), Category.UNAVAILABLE, "model-unavailable");
        }
    }

    @Test
    void aCallerWhoThrowsClosesTheConnection() {
        MockResponse endless = new MockResponse.Builder()
                .chunkedBody("data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".repeat(1000), 100)
                .throttleBody(1000, 50, TimeUnit.MILLISECONDS)
                .build();
        try (FakeServer server = new FakeServer().answers(endless).answers(200, "ok")) {
            OpenAiGenerator generator = new OpenAiGenerator(server.endpoint(), true);
            assertThatThrownBy(() -> generator.generate(REQUEST, piece -> {
                        throw new CancellationException();
                    }))
                    .isInstanceOf(CancellationException.class);

            // Only a new connection can answer this at once.
            assertThat(generator.ready()).isTrue();
        }
    }

    private static void assertProblem(ModelEndpoint endpoint, Category category, String code) {
        assertThatThrownBy(() -> new OpenAiGenerator(endpoint, true).generate(REQUEST, piece -> {}))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.problem().category()).isEqualTo(category);
                    assertThat(problem.problem().code()).isEqualTo(code);
                    assertThat(problem.getMessage()).doesNotContain("secret");
                });
    }
}
