package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chat completion takes and gives, member by member. */
class ChatIT {

    @TempDir
    static Path data;

    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        // The same is asked more than once, and is to be answered each time.
        stack = SteamLibrary.start(data, "-Dmillrace.cache.store=off");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void aStopStringEndsAnAnswerBeforeIt() throws IOException {
        JsonNode reply = answer(request(SteamLibrary.QUESTION).put("stop", "separate"));

        assertThat(text(reply)).isEqualTo("James Watt patented the ");
        assertThat(finishReason(reply)).isEqualTo("stop");
    }

    @Test
    void aQuoteEndsAtTheNumberOfTokens() throws IOException {
        JsonNode reply = answer(request(SteamLibrary.QUESTION).put("max_tokens", 3));

        assertThat(text(reply)).isEqualTo("James Watt patented");
        assertThat(finishReason(reply)).isEqualTo("length");
    }

    @Test
    void aModelGeneratesNoMoreTokensThanAsked() throws IOException {
        JsonNode reply = answer(request(SteamLibrary.QUESTION)
                .put("model", "millrace-generate")
                .put("max_completion_tokens", 5)
                .put("temperature", .7)
                .put("seed", 7)
                .put("max_tokens", 400));

        assertThat(reply.at("/usage/completion_tokens").asInt()).isBetween(0, 5);
    }

    @Test
    void theSameSeedGivesTheSameReply() throws IOException {
        ObjectNode request = request(SteamLibrary.QUESTION)
                .put("model", "millrace-generate")
                .put("max_tokens", 40)
                .put("temperature", 1.5)
                .put("seed", 5_000_000_000L);

        assertThat(text(answer(request))).isEqualTo(text(answer(request)));
    }

    @Test
    void contentMayComeInPartsOfText() throws IOException {
        ObjectNode request = RunningStack.JSON.createObjectNode().put("model", "millrace");
        ObjectNode message = request.putArray("messages").addObject().put("role", "user");
        message.putArray("content")
                .add(part("text").put("text", "Who patented"))
                .add(part("text").put("text", "the separate condenser?"));

        assertThat(text(answer(request))).contains("James Watt");
    }

    @Test
    void aSystemMessageIsNoQuestion() throws IOException {
        ObjectNode request = RunningStack.JSON.createObjectNode().put("model", "millrace-generate");
        request.putArray("messages")
                .add(message("system", "Answer in one short sentence."))
                .add(message("user", SteamLibrary.QUESTION));

        JsonNode reply = answer(request);

        assertThat(reply.at("/millrace/citations/0/uri").asText()).isEqualTo("upload:/steam");
        assertThat(reply.at("/millrace/question").asText()).isEqualTo(SteamLibrary.QUESTION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"tools\": [{\"type\": \"function\"}]",
                "\"n\": 2",
                "\"logprobs\": true",
                "\"top_p\": 0.5",
                "\"response_format\": {\"type\": \"json_schema\"}",
                "\"audio\": {}",
                "\"frequency_penalty\": 0.1",
                "\"no_such_option\": 1"
            })
    void anOptionThatIsNotSupportedIsRefusedByName(String option) throws IOException {
        HttpResponse<String> refused = stack.postJson(
                "/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], " + option + "}");

        JsonNode problem = stack.json(refused);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        String name = option.substring(1, option.indexOf('"', 1));
        assertThat(problem.path("detail").asText()).startsWith("not supported here: " + name + ";");
        assertThat(problem.at("/error/message").asText())
                .isEqualTo(problem.path("detail").asText());
        assertThat(problem.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(problem.at("/error/code").asText()).isEqualTo("option-unsupported");
    }

    @Test
    void aFilterLeavesOutWhatItDoesNotAdmit() throws IOException {
        ObjectNode steam = request(SteamLibrary.QUESTION);
        steam.putObject("millrace").putObject("filter").put("path", "/steam");
        ObjectNode bees = request(SteamLibrary.QUESTION);
        bees.putObject("millrace").putObject("filter").put("path", "/bees");

        assertThat(text(answer(steam))).contains("James Watt");
        assertThat(answer(bees).at("/millrace/citations").findValuesAsText("uri"))
                .doesNotContain("upload:/steam", "upload:/mills");
        assertThat(text(answer(where("language = 'en' and created < 1900-01-01"))))
                .doesNotContain("James Watt");
        assertThat(text(answer(where("language between 'en' and 'en-ZZ'")))).contains("James Watt");
    }

    private static ObjectNode where(String conditions) {
        ObjectNode request = request(SteamLibrary.QUESTION);
        request.putObject("millrace").putObject("filter").put("where", conditions);
        return request;
    }

    @Test
    void anAnswerIsExplainedWhereThatIsAskedFor() throws IOException {
        ObjectNode request = request(SteamLibrary.QUESTION);
        request.putObject("millrace").put("explain", true);

        JsonNode explanation = answer(request).at("/millrace/explanation");

        assertThat(explanation.at("/terms/patent").asDouble()).isPositive();
        assertThat(explanation.path("candidates").asInt()).isPositive();
        assertThat(explanation.at("/passages/0/rerankedRank").asInt()).isEqualTo(1);
        assertThat(explanation.path("millis").has("candidates")).isTrue();
        assertThat(answer(request(SteamLibrary.QUESTION)).path("millrace").has("explanation"))
                .isFalse();
    }

    @Test
    void whatAsksForWhatHappensAnywayIsTaken() throws IOException {
        ObjectNode request = request(SteamLibrary.QUESTION)
                .put("n", 1)
                .put("top_p", 1)
                .put("presence_penalty", 0)
                .put("logprobs", false)
                .put("user", "somebody");
        request.putArray("tools");
        request.putNull("audio");
        request.putObject("response_format").put("type", "text");

        assertThat(text(answer(request))).contains("James Watt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"messages\": []}",
                "{\"messages\": [{\"role\": \"assistant\", \"content\": \"a\"}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\"}]}]}",
                "{\"messages\": [{\"role\": \"tool\", \"content\": \"a\"}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"millrace\": {\"filters\": {}}}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"millrace\": {\"filter\": {\"tags\": \"a\"}}}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"millrace\": {\"filter\": {\"where\": \"a = b\"}}}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"max_tokens\": 0}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"temperature\": 3}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"stop\": [\"a\", \"b\", \"c\", \"d\", \"e\"]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\"}], \"stream_options\": {\"include_usage\": true}}"
            })
    void aMalformedRequestIsRefused(String body) {
        HttpResponse<String> refused = stack.postJson("/v1/chat/completions", body);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(stack.json(refused).at("/error/message").asText()).isNotBlank();
    }

    @Test
    void aFollowUpIsAskedByWhatItSpeaksOf() throws IOException {
        ObjectNode request = RunningStack.JSON.createObjectNode().put("model", "millrace");
        request.putArray("messages")
                .add(message("user", SteamLibrary.QUESTION))
                .add(message("assistant", "James Watt patented the separate condenser in 1769. [1]"))
                .add(message("user", "Where was he born?"));

        JsonNode reply = answer(request);

        assertThat(reply.at("/millrace/question").asText())
                .startsWith("Where was he born?")
                .contains("Watt");
        assertThat(text(reply)).contains("Greenock");
    }

    @Test
    void aModelMayRewriteAFollowUpAndNeverBreaksIt() throws IOException {
        ObjectNode request = RunningStack.JSON.createObjectNode().put("model", "millrace-generate");
        request.putArray("messages")
                .add(message("user", SteamLibrary.QUESTION))
                .add(message("assistant", "James Watt patented the separate condenser in 1769. [1]"))
                .add(message("user", "Where was he born?"));

        JsonNode reply = answer(request);

        assertThat(reply.at("/millrace/question").asText()).contains("born").containsAnyOf("Watt", "condenser");
        assertThat(text(reply)).contains("Greenock");
    }

    @Test
    void aStreamWithoutUsageEndsWithTheCitations() throws IOException {
        HttpResponse<String> stream = stack.postJson(
                "/v1/chat/completions",
                request(SteamLibrary.QUESTION).put("stream", true).toString());

        List<String> events = stream.body()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
        assertThat(events.getLast()).isEqualTo("[DONE]");
        assertThat(events).noneMatch(event -> event.contains("\"usage\""));
        JsonNode end = RunningStack.JSON.readTree(events.get(events.size() - 2));
        assertThat(end.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(end.at("/millrace/citations")).isNotEmpty();
    }

    private static ObjectNode request(String question) {
        ObjectNode request = RunningStack.JSON.createObjectNode().put("model", "millrace");
        request.putArray("messages").add(message("user", question));
        return request;
    }

    private static ObjectNode message(String role, String content) {
        return RunningStack.JSON.createObjectNode().put("role", role).put("content", content);
    }

    private static ObjectNode part(String type) {
        return RunningStack.JSON.createObjectNode().put("type", type);
    }

    private static JsonNode answer(ObjectNode request) throws IOException {
        HttpResponse<String> reply = stack.postJson("/v1/chat/completions", request.toString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return stack.json(reply);
    }

    private static String text(JsonNode reply) {
        return reply.at("/choices/0/message/content").asText();
    }

    private static String finishReason(JsonNode reply) {
        return reply.at("/choices/0/finish_reason").asText();
    }
}
