package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.ModelFile;
import io.millrace.catalog.ModelSource;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of rerankers, with a cross-encoder whose score is the count of equal tokens. */
class RerankingTest {

    private static final int WINDOW = 32;

    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        OverlapCrossEncoder.write(folder);
        Files.copy(
                RunningServer.folder(RunningServer.EMBEDDER).resolve("tokenizer.json"),
                folder.resolve("tokenizer.json"));
        server = RunningServer.with(
                RunningServer.EMBEDDER,
                new LoadedModels.Files(entry(folder), folder),
                LoadedModels.MAX_WAITING_TEXTS,
                null);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static CatalogEntry entry(Path folder) {
        List<String> names = List.of("model.onnx", "tokenizer.json");
        return new CatalogEntry(
                "overlap",
                "1",
                "Apache-2.0",
                "counts equal tokens",
                null,
                new CatalogEntry.Reranking(WINDOW),
                null,
                null,
                Map.of(),
                List.of(
                        new ModelFile("model.onnx", "model", null, null),
                        new ModelFile("tokenizer.json", "tokenizer", null, null)),
                List.of(new ModelSource.LocalFiles(Map.of(
                        names.get(0), folder.resolve(names.get(0)), names.get(1), folder.resolve(names.get(1))))));
    }

    @Test
    void teisRouteGivesIndexAndScoreBestFirst() throws Exception {
        JsonNode raw = server.answer("/rerank", """
            {"query": "water wheel", "texts": ["the broker keeps events", "water turns the wheel", "water"], "raw_scores": true}\
            """);
        JsonNode likely = server.answer("/rerank", """
            {"query": "water wheel", "texts": ["the broker keeps events", "water turns the wheel", "water"], "return_text": true}\
            """);

        assertThat(raw.toString())
                .isEqualTo("[{\"index\":1,\"score\":3.0},{\"index\":2,\"score\":2.0},{\"index\":0,\"score\":1.0}]");
        assertThat(likely.get(0).path("text").asText()).isEqualTo("water turns the wheel");
        assertThat(likely.get(0).path("score").asDouble()).isCloseTo(1 / (1 + Math.exp(-3)), within(1e-6));
    }

    @Test
    void theCommonRouteTakesStringsAndObjectsAndGivesTheBestOnes() throws Exception {
        JsonNode answer = server.answer("/v1/rerank", """
            {"model": "overlap", "query": "water wheel", "top_n": 2, "return_documents": true, "documents": ["the broker", {"text": "water turns the wheel", "title": "x"}, "water"]}\
            """);

        assertThat(answer.path("model").asText()).isEqualTo("overlap");
        assertThat(answer.path("results")).hasSize(2);
        assertThat(answer.at("/results/0/index").asInt()).isEqualTo(1);
        assertThat(answer.at("/results/0/relevance_score").asDouble()).isCloseTo(1 / (1 + Math.exp(-3)), within(1e-6));
        assertThat(answer.at("/results/0/document/text").asText()).isEqualTo("water turns the wheel");
        assertThat(answer.at("/results/1/index").asInt()).isEqualTo(2);
        // 3 special tokens and 2 of the question with each, and 2, 4 and 1 of the passages
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(3 * 5 + 7);
    }

    @Test
    void eachOfManyPassagesGetsItsOwnScore() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            texts.add("\"" + "gate ".repeat(i * 7 % 20) + "end\"");
        }
        JsonNode answer = server.answer(
                "/rerank", "{\"query\": \"gate\", \"raw_scores\": true, \"texts\": [" + String.join(",", texts) + "]}");

        double[] scores = new double[100];
        StreamSupport.stream(answer.spliterator(), false)
                .forEach(each ->
                        scores[each.path("index").asInt()] = each.path("score").asDouble());
        assertThat(scores)
                .containsExactly(
                        IntStream.range(0, 100).mapToDouble(i -> 1 + i * 7 % 20).toArray());
        assertThat(answer.findValues("score"))
                .isSortedAccordingTo((one, other) -> Double.compare(other.asDouble(), one.asDouble()));
    }

    @Test
    void aPairBeyondTheWindowIsCutWhereThatIsWantedAndElseRefused() throws Exception {
        String text = "other ".repeat(50) + "wheel";
        String body = "{\"query\": \"water wheel\", \"texts\": [\"wheel\", \"" + text + "\"], \"raw_scores\": true";

        HttpResponse<String> refused = server.post("/rerank", body + "}");
        HttpResponse<String> cut = server.post("/rerank", body + ", \"truncate\": true}");
        JsonNode common =
                server.answer("/v1/rerank", "{\"query\": \"water wheel\", \"documents\": [\"" + text + "\"]}");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("text 1 have 56 tokens", "reads " + WINDOW);
        assertThat(cut.body()).isEqualTo("[{\"index\":0,\"score\":2.0},{\"index\":1,\"score\":1.0}]");
        assertThat(cut.headers().firstValue("x-compute-tokens")).hasValue(Integer.toString(6 + WINDOW));
        assertThat(common.at("/usage/total_tokens").asInt()).isEqualTo(WINDOW);
    }

    @ParameterizedTest
    @CsvSource({
        // question, passage, window → of the question, of the passage
        "2, 4, 32, 2, 4",
        "2, 50, 32, 2, 27",
        "50, 2, 32, 27, 2",
        "50, 50, 32, 14, 15",
        "50, 60, 33, 15, 15",
        "0, 50, 32, 0, 29",
        "5, 0, 32, 5, 0",
    })
    void theLongerOfTwoTextsIsCut(int question, int passage, int window, int ofQuestion, int ofPassage) {
        WordPieces.Pair pair = server.models()
                .embedder()
                .wordPieces()
                .pair("water ".repeat(question), "wheel ".repeat(passage), window);
        WordPieces.Pair whole = server.models().embedder().wordPieces().pair("water", "wheel", window);

        assertThat(pair.ids()).hasSize(3 + ofQuestion + ofPassage);
        assertThat(pair.cut()).isEqualTo(question + passage - ofQuestion - ofPassage);
        assertThat(pair.ids()).startsWith(whole.ids()[0]).endsWith(whole.ids()[4]);
        assertThat(Arrays.stream(pair.ids()).filter(id -> id == whole.ids()[1])).hasSize(ofQuestion);
        assertThat(Arrays.stream(pair.ids()).filter(id -> id == whole.ids()[3])).hasSize(ofPassage);
        for (int i = 0; i < pair.ids().length; i++) {
            assertThat(pair.types()[i]).isEqualTo(i < 2 + ofQuestion ? 0 : 1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/rerank|{\"texts\": [\"a\"]}|400",
                "/rerank|{\"query\": \"a\"}|400",
                "/rerank|{\"query\": \"a\", \"texts\": []}|400",
                "/rerank|{\"query\": 1, \"texts\": [\"a\"]}|400",
                "/rerank|{\"query\": \"a\", \"texts\": [\"a\"], \"raw_scores\": 1}|400",
                "/v1/rerank|{\"query\": \"a\", \"documents\": \"a\"}|400",
                "/v1/rerank|{\"query\": \"a\", \"documents\": [{\"title\": \"a\"}]}|400",
                "/v1/rerank|{\"query\": \"a\", \"documents\": [\"a\"], \"top_n\": 0}|400",
                "/v1/rerank|{\"query\": \"a\", \"documents\": [\"a\"], \"model\": \"other\"}|404",
            })
    void refusesWhatItCanNotRank(String path, String body, int status) throws Exception {
        assertThat(server.post(path, body).statusCode()).isEqualTo(status);
    }

    @Test
    void isListedAndCounted() throws Exception {
        server.answer("/rerank", "{\"query\": \"a\", \"texts\": [\"a\"]}");

        assertThat(server.get("/v1/models").body()).contains("\"overlap\"");
        assertThat(server.get("/metrics").body())
                .contains("te_request_success{path=\"/rerank\"}")
                .containsPattern("millrace_reranked_pairs_total [1-9]");
    }
}
