package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.PassageEmbedding;
import io.millrace.core.embed.PassageText;
import io.millrace.core.problem.ProblemException;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;

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
        try (FakeServer server = new FakeServer().answers(200, "[3,0]")) {
            assertThat(new HttpTokenCounter(server.endpoint()).count(List.of("a b c", "")))
                    .containsExactly(3, 0);
            assertThat(server.body())
                    .isEqualTo(
                            "{\"inputs\":[\"a b c\",\"\"],\"add_special_tokens\":false,\"millrace\":{\"counts\":true}}");
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
}
