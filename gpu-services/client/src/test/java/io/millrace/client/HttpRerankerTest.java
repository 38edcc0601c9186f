package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.index.Passage;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.rerank.RerankRequest;
import io.millrace.core.rerank.Reranker.Scored;
import io.millrace.core.rerank.ScoredSentence;
import io.millrace.core.rerank.SentenceScores;
import io.millrace.core.text.Span;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRerankerTest {

    private static final RerankRequest TWO = request(2);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TEI    | tei-rerank.json  | /rerank    | {"query":"Why?","texts":["Title\\nHeading\\ntext 0","Title\\nHeading\\ntext 1"],"truncate":true}
            RERANK | vllm-rerank.json | /v1/rerank | {"model":"all-minilm","query":"Why?","documents":["Title\\nHeading\\ntext 0","Title\\nHeading\\ntext 1"],"top_n":2}
            SCORE  | vllm-score.json  | /v1/score  | {"model":"all-minilm","text_1":"Why?","text_2":["Title\\nHeading\\ntext 0","Title\\nHeading\\ntext 1"],"truncate_prompt_tokens":-1}
            """)
    void asksInTheServersFormAndPutsScoresInTheOrderOfThePassages(
            RerankApi api, String answer, String path, String asked) throws Exception {
        try (FakeServer server = new FakeServer().answers(200, FakeServer.fixture(answer))) {
            List<Scored> scored = new HttpReranker(server.endpoint(), api).rerank(TWO);

            assertThat(scored).containsExactly(new Scored("c0", .0021), new Scored("c1", .9987));
            var request = server.request();
            assertThat(request.getUrl().encodedPath()).isEqualTo(path);
            assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer k3y");
            assertThat(request.getBody()).isNotNull();
            assertThat(request.getBody().utf8()).isEqualTo(asked);
        }
    }

    @Test
    void sendsTeiNoMoreThanItTakes() throws Exception {
        String first = IntStream.range(0, 32)
                .mapToObj(i -> "{\"index\":%d,\"score\":%d}".formatted(i, i))
                .toList()
                .toString();
        try (FakeServer server = new FakeServer().answers(200, first).answers(200, "[{\"index\":0,\"score\":-7}]")) {
            List<Scored> scored = new HttpReranker(server.endpoint(), RerankApi.TEI).rerank(request(33));

            assertThat(scored).hasSize(33).endsWith(new Scored("c32", -7)).contains(new Scored("c31", 31));
            assertThat(server.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"index\":0,\"score\":1}]",
                "[{\"index\":0,\"score\":1},{\"index\":0,\"score\":2}]",
                "[{\"index\":0,\"score\":1},{\"index\":2,\"score\":2}]",
                "[{\"index\":0,\"score\":1},{\"index\":1}]",
                "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":\"NaN\"}]",
                "[{\"index\":0,\"score\":1},{\"index\":1,\"score\":1e999}]",
                "{\"error\":\"Title text 0\",\"error_type\":\"Validation\"}",
                "<html>"
            })
    void refusesScoresThatAreNotOneForEachPassage(String answer) {
        try (FakeServer server = new FakeServer().answers(200, answer)) {
            assertThatThrownBy(() -> new HttpReranker(server.endpoint(), RerankApi.TEI).rerank(TWO))
                    .isInstanceOfSatisfying(ProblemException.class, failure -> {
                        assertThat(failure.problem().code()).isEqualTo("model-answer-invalid");
                        assertThat(failure.problem().detail()).doesNotContain("text 0:", "Title text");
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(RerankApi.class)
    void isLateAfterItsTime(RerankApi api) {
        MockResponse late = new MockResponse.Builder()
                .body("[]")
                .headersDelay(5, TimeUnit.SECONDS)
                .build();
        try (FakeServer server = new FakeServer().answers(late)) {
            assertThatThrownBy(() -> new HttpReranker(server.endpoint(Duration.ofMillis(100)), api).rerank(TWO))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            failure -> assertThat(failure.problem().category()).isEqualTo(Category.TIMEOUT));
        }
    }

    @Test
    void asksNobodyAboutNothing() {
        try (FakeServer server = new FakeServer()) {
            assertThat(new HttpReranker(server.endpoint(), RerankApi.TEI).rerank(request(0)))
                    .isEmpty();
            assertThat(server.requests()).isZero();
        }
    }

    private static RerankRequest request(int passages) {
        return new RerankRequest(
                "Why?",
                IntStream.range(0, passages).mapToObj(HttpRerankerTest::entry).toList());
    }

    private static RerankRequest.Entry entry(int i) {
        String text = "text " + i;
        Span whole = new Span(0, text.length());
        Chunk chunk = new Chunk("c" + i, i, text, whole, List.of("Heading"), null, List.of(whole));
        return new RerankRequest.Entry(
                new Passage("d", "v", "upload:/d", "Title", chunk, List.of()),
                new SentenceScores(List.of(new ScoredSentence(whole, 0, 0)), 0, 0));
    }
}
