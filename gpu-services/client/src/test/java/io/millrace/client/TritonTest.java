package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.answer.Cancellation;
import io.millrace.core.answer.Generation;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Triton is asked. */
class TritonTest {

    @Test
    void asksForTensorsByName() throws Exception {
        String answer =
                "{\"outputs\":[{\"name\":\"other\",\"shape\":[1],\"data\":[7]},{\"name\":\"embedding\",\"datatype\":\"FP32\",\"shape\":[2,2],\"data\":[[0,1],[1,0]]}]}";
        try (FakeServer server = new FakeServer().answers(200, answer)) {
            new TritonEmbedder(server.endpoint()).embedPassages(List.of(passage("a"), passage("b")));

            var request = server.request();
            assertThat(request.getUrl().encodedPath()).isEqualTo("/v2/models/all-minilm/infer");
            assertThat(request.getBody()).isNotNull();
            assertThat(request.getBody().utf8())
                    .isEqualTo(
                            "{\"inputs\":[{\"name\":\"text\",\"shape\":[2,1],\"datatype\":\"BYTES\",\"data\":[\"a\",\"b\"]}],\"outputs\":[{\"name\":\"embedding\"}]}");
        }
    }

    @Test
    void asksForTheLikeliestReplyByTheFirstOfTheTokens() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, "data: {\"text_output\":\"x\"}\n\n")) {
            generator(server).generate(request(0, null), piece -> {});

            assertThat(server.body())
                    .isEqualTo(
                            "{\"text_input\":\"<|im_start|>user\\nWhy?<|im_end|>\\n<|im_start|>assistant\\n\",\"max_tokens\":7,\"top_k\":1,\"stop_words\":[\"<|im_end|>\",\"END\"],\"stream\":true}");
        }
    }

    @Test
    void givesOnWhatIsNewInTheReplySoFar() {
        String events = Stream.of(
                        "It", "It costs", "It costs \uFFFD", "It costs \uFFFD\uFFFD", "It costs €", "It costs €5", "")
                .map(text -> "data: {\"text_output\":\"" + text + "\"}\n\n")
                .collect(Collectors.joining());
        try (FakeServer server = new FakeServer().answers(200, events)) {
            List<String> pieces = new ArrayList<>();
            Generation reply = generator(server).generate(request(0, null), pieces::add);

            assertThat(pieces).containsExactly("It", " costs", " ", "€", "5");
            assertThat(reply.text()).isEqualTo("It costs €5");
        }
    }

    @Test
    void refusesTokensThatAreTextByThemselves() {
        String events = "data: {\"text_output\":\"The\"}\n\ndata: {\"text_output\":\"capital\"}\n\n";
        try (FakeServer server = new FakeServer().answers(200, events)) {
            assertThatThrownBy(() -> generator(server).generate(request(0, null), piece -> {}))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("accumulate_tokens");
        }
    }

    @Test
    void asksByTemperatureAndSeed() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, "data: {\"text_output\":\"x\"}\n\n")) {
            generator(server).generate(request(.5, -1L), piece -> {});

            assertThat(server.body())
                    .contains("\"temperature\":0.5,\"random_seed\":0,")
                    .doesNotContain("top_k");
        }
    }

    @Test
    void asksTritonsOwnRouteWhetherItIsReady() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, "")) {
            assertThat(generator(server).ready()).isTrue();
            assertThat(server.request().getUrl().encodedPath()).isEqualTo("/v2/health/ready");
        }
    }

    private static TritonGenerator generator(FakeServer server) {
        return new TritonGenerator(server.endpoint(), true, ChatTemplate.CHATML, "tensorrt_llm_bls");
    }

    private static GenerationRequest request(double temperature, @org.jspecify.annotations.Nullable Long seed) {
        return new GenerationRequest(
                List.of(new Message(Role.USER, "Why?")),
                7,
                temperature,
                Duration.ofSeconds(5),
                List.of("END"),
                seed,
                new Cancellation());
    }

    private static io.millrace.core.embed.PassageText passage(String text) {
        return new io.millrace.core.embed.PassageText(text, List.of());
    }
}
