package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TEI's own routes. */
class TeiTest {

    @Test
    void embedsWithoutTruncating() throws Exception {
        MockResponse answer = new MockResponse.Builder()
                .body(FakeServer.fixture("tei-embed.json"))
                .addHeader("x-compute-tokens", "9")
                .build();
        try (FakeServer server = new FakeServer().answers(answer)) {
            List<PassageEmbedding> passages = new TeiEmbedder(server.endpoint())
                    .embedPassages(List.of(new PassageText("a", List.of()), new PassageText("bc", List.of())));

            assertThat(passages)
                    .extracting(PassageEmbedding::vector)
                    .containsExactly(Embedding.of(new float[] {.6f, .8f, 0}), Embedding.of(new float[] {0, -1, 0}));
            assertThat(passages).extracting(PassageEmbedding::tokens).containsExactly(3, 6);
            assertThat(server.body()).isEqualTo("{\"inputs\":[\"a\",\"bc\"],\"normalize\":true,\"truncate\":false}");
        }
    }

    @Test
    void countsListedTokensWithoutTheSpecialOnes() {
        try (FakeServer server = new FakeServer().answers(200, FakeServer.fixture("tei-tokenize.json"))) {
            assertThat(new HttpTokenCounter(server.endpoint()).count(List.of("hello", "")))
                    .containsExactly(1, 0);
        }
    }

    @Test
    void takesBareCountsFromOurServer() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, "[3]")) {
            assertThat(new HttpTokenCounter(server.endpoint()).count(List.of("a b c", "")))
                    .containsExactly(3, 0);
            assertThat(server.body())
                    .isEqualTo("{\"inputs\":[\"a b c\"],\"add_special_tokens\":false,\"millrace\":{\"counts\":true}}");
        }
    }

    @Test
    void refusesAnotherNumberOfCounts() {
        try (FakeServer server = new FakeServer().answers(200, "[3]")) {
            assertThatThrownBy(() -> new HttpTokenCounter(server.endpoint()).count(List.of("a", "b")))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("1 counts for 2 texts");
        }
    }

    @Test
    void placesTokensByBytesAndAddsUpThoseWithinASentence() throws Exception {
        // "Ünal 😀. B": bytes of the sentences are 0–11 and 12–13.
        String tokens =
                "[[{\"id\":101,\"special\":true,\"start\":null,\"stop\":null},{\"id\":1,\"special\":false,\"start\":0,\"stop\":5},{\"id\":2,\"special\":false,\"start\":6,\"stop\":10},{\"id\":3,\"special\":false,\"start\":10,\"stop\":11},{\"id\":4,\"special\":false,\"start\":12,\"stop\":13},{\"id\":102,\"special\":true,\"start\":null,\"stop\":null}]]";
        String vectors = "[[[9,9],[1,0],[1,0],[0,1],[0,3],[9,9]]]";
        try (FakeServer server = new FakeServer()
                .answers(200, "[[0.6,0.8],[0,1]]")
                .answers(200, tokens)
                .answers(200, vectors)) {
            TeiEmbedder embedder = new TeiEmbedder(server.endpoint(), true, Optional.empty());
            String text = "Ünal 😀. B";

            List<PassageEmbedding> passages = embedder.embedPassages(List.of(
                    new PassageText(text, List.of(new Span(0, 8), new Span(9, 10))),
                    new PassageText("plain", List.of())));

            assertThat(passages.getFirst().sentences())
                    .containsExactly(
                            QuantizedEmbedding.of(new float[] {2, 1}), QuantizedEmbedding.of(new float[] {0, 1}));
            assertThat(passages.getFirst().tokens()).isEqualTo(4);
            assertThat(passages.getLast().sentences()).isEmpty();
            server.request();
            assertThat(server.body())
                    .isEqualTo("{\"inputs\":[\"Ünal \\uD83D\\uDE00. B\"],\"add_special_tokens\":true}");
            assertThat(server.body()).isEqualTo("{\"inputs\":[\"Ünal \\uD83D\\uDE00. B\"],\"truncate\":false}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[[[1,0]]]",
                "[[[1,0],[1,0],[1,0]]]",
                "[[[1,0],[1]]]",
                "[]",
                "[[[1,0],[1,0]],[[1,0]]]",
                "[[[1],[1]]]"
            })
    void refusesVectorsThatAreNotThoseOfItsTokens(String vectors) {
        String tokens =
                "[[{\"id\":1,\"special\":false,\"start\":0,\"stop\":1},{\"id\":2,\"special\":false,\"start\":1,\"stop\":2}]]";
        try (FakeServer server = new FakeServer()
                .answers(200, "[[0.6,0.8]]")
                .answers(200, tokens)
                .answers(200, vectors)) {
            TeiEmbedder embedder = new TeiEmbedder(server.endpoint(), true, Optional.empty());

            assertThatThrownBy(() -> embedder.embedPassages(List.of(new PassageText("ab", List.of(new Span(0, 2))))))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            failure -> assertThat(failure.problem().code()).isEqualTo("model-answer-invalid"));
        }
    }
}
