package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the members of a search do to what comes back, where a document has several chunks. */
class SearchIT {

    private static final List<String> PARTS = List.of("boiler", "cylinder", "piston", "beam", "pump", "valve");

    @TempDir
    static Path data;

    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        stack = SteamLibrary.start(data);
        SteamLibrary.upload(
                stack, "engine", PARTS.stream().map(SearchIT::paragraph).collect(Collectors.joining("\n\n")) + "\n");
        stack.awaitQuiet();
    }

    private static String paragraph(String part) {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(day -> "On day " + day + " the engineer looked at the " + part
                        + " of the steam engine and wrote down how the " + part + " had worn.")
                .collect(Collectors.joining(" "));
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void chunksThatFollowEachOtherComeAsOneWhenMerged() {
        List<JsonNode> merged = search(query().put("merge", true));
        List<JsonNode> apart = search(query());

        JsonNode whole = merged.stream()
                .filter(passage -> passage.path("chunks").size() > 1)
                .findFirst()
                .orElseThrow();
        assertThat(whole.path("uri").asText()).isEqualTo("upload:/engine");
        assertThat(whole.path("chunk")).isEqualTo(whole.at("/chunks/0"));
        assertThat(apart).hasSizeGreaterThan(merged.size()).noneMatch(passage -> passage.has("chunks"));
        assertThat(apart).extracting(passage -> passage.path("chunk")).containsAll(whole.path("chunks"));
    }

    @Test
    void aBudgetOfTokensEndsAfterASentence() {
        String whole = search(query()).getFirst().path("text").asText();
        List<JsonNode> cut = search(query().put("maxTokens", 60));

        assertThat(cut).hasSize(1);
        String text = cut.getFirst().path("text").asText();
        assertThat(text).isNotEqualTo(whole).endsWith(".");
        assertThat(whole).startsWith(text);
    }

    @Test
    void onePassageOfADocumentMakesRoomForTheNextDocument() {
        assertThat(documents(search(query())).subList(0, 2)).containsOnly("upload:/engine");

        List<String> documents =
                documents(search(query().put("perDocument", 1))).subList(0, 4);
        assertThat(documents).startsWith("upload:/engine");
        assertThat(new HashSet<>(documents)).hasSize(4);
    }

    @Test
    void withoutRerankingTheScoreIsThatOfFusion() {
        assertThat(search(query().put("rerank", false)))
                .isNotEmpty()
                .allSatisfy(passage -> assertThat(passage.path("score")).isEqualTo(passage.at("/scores/fused")));
        assertThat(search(query()))
                .anySatisfy(passage -> assertThat(passage.path("score")).isNotEqualTo(passage.at("/scores/fused")));
    }

    private static ObjectNode query() {
        return RunningStack.JSON
                .createObjectNode()
                .put("query", "How had the piston of the steam engine worn?")
                .put("k", 10);
    }

    private static List<JsonNode> search(ObjectNode query) {
        HttpResponse<String> response = stack.postJson("/v1/search", query.toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<JsonNode> passages = new ArrayList<>();
        stack.json(response).path("passages").forEach(passages::add);
        return passages;
    }

    private static List<String> documents(List<JsonNode> passages) {
        return passages.stream().map(passage -> passage.path("uri").asText()).toList();
    }
}
