package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.EventType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in from outside: a final 4xx with a problem that says what and why, never a 5xx. */
class BadInputIT {

    @TempDir
    static Path data;

    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        stack = RunningStack.start(data);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void malformedDataOfEveryEventIsAProblem(EventType type) {
        for (String body : new String[] {"{", "[]", "null", "", "\"text\"", "{\"document\": 1}", "{} trailing"}) {
            assertProblem(stack.send(event(type.type()).POST(BodyPublishers.ofString(body))), 400);
        }
    }

    @Test
    void anUnknownEventTypeIsAProblemAndNoNotFound() {
        HttpResponse<String> answer = stack.send(event("com.example.unknown").POST(BodyPublishers.ofString("{}")));

        assertThat(assertProblem(answer, 400)).isEqualTo("event-type-unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce-id", "ce-source", "ce-type", "ce-specversion"})
    void anEventWithoutARequiredAttributeIsAProblem(String missing) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.url("/")))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"uri\":\"file:///x\"}"));
        Stream.of("ce-id=1", "ce-source=/test", "ce-type=millrace.file.removed.v1", "ce-specversion=1.0")
                .map(attribute -> attribute.split("=", 2))
                .filter(attribute -> !attribute[0].equals(missing))
                .forEach(attribute -> request.header(attribute[0], attribute[1]));

        assertProblem(stack.send(request), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "[]",
                "{\"specversion\":\"1.0\"}",
                "{\"specversion\":\"1.0\",\"type\":\"millrace.file.removed.v1\"}",
                "{\"specversion\":\"1.0\",\"type\":\"millrace.file.removed.v1\",\"id\":\"1\",\"source\":\"/s\"}",
                "{\"specversion\":\"1.0\",\"type\":\"millrace.file.removed.v1\",\"id\":\"1\",\"source\":\"/s\",\"data_base64\":\"e30=\"}",
                "{\"specversion\":\"0.2\",\"type\":\"millrace.file.removed.v1\",\"id\":\"1\",\"source\":\"/s\",\"data\":{\"uri\":\"file:///x\"}}"
            })
    void aBadStructuredEventIsAProblem(String body) {
        HttpResponse<String> answer = stack.send(HttpRequest.newBuilder(URI.create(stack.url("/")))
                .header("Content-Type", "application/cloudevents+json")
                .POST(BodyPublishers.ofString(body)));

        assertProblem(answer, 400);
    }

    @Test
    void aBatchOfEventsIsRefusedForGood() {
        HttpResponse<String> answer = stack.send(HttpRequest.newBuilder(URI.create(stack.url("/")))
                .header("Content-Type", "application/cloudevents-batch+json")
                .POST(BodyPublishers.ofString("[]")));

        assertProblem(answer, 400);
    }

    @Test
    void aLoopEndsAsAProblem() {
        HttpResponse<String> answer = stack.send(event("millrace.file.removed.v1")
                .header("ce-hops", "40")
                .POST(BodyPublishers.ofString("{\"uri\":\"file:///x\"}")));

        assertThat(assertProblem(answer, 422)).isEqualTo("event-loop");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/documents/states, ids",
        "/v1/pages, access",
        "/v1/sources, access",
        "/v1/chat/completions, messages"
    })
    void aNullInAListIsAProblem(String path, String list) {
        var body = RunningStack.JSON.createObjectNode().put("root", "s3://a/");
        body.putArray("urls").add("https://example.org/");
        body.putArray(list).addNull();
        if (list.equals("messages")) {
            body.remove(List.of("root", "urls"));
        }

        assertProblem(stack.postJson(path, body.toString()), 400);
    }

    @Test
    void aLongUriPrefixIsAProblem() {
        var search = RunningStack.JSON.createObjectNode().put("query", "bees").put("uriPrefix", "x".repeat(500_000));

        assertThat(assertProblem(stack.postJson("/v1/search", search.toString()), 400))
                .isEqualTo("request-invalid");
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions", "/v1/search", "/v1/questions", "/v1/sources", "/v1/documents/states"})
    void malformedJsonAtEveryEndpointIsAProblem(String path) {
        for (String body : new String[] {"{", "[1", "\"", "{\"messages\": 5}", "[]", "null", ""}) {
            assertProblem(stack.postJson(path, body), 400);
        }
    }

    @Test
    void aQuestionOfAHundredThousandCharactersIsTooLarge() throws IOException {
        String question = "why ".repeat(25_000);
        String search =
                RunningStack.JSON.createObjectNode().put("query", question).toString();
        var chat = RunningStack.JSON.createObjectNode().put("model", "millrace");
        chat.putArray("messages").addObject().put("role", "user").put("content", question);

        assertThat(assertProblem(stack.postJson("/v1/search", search), 413)).isEqualTo("question-too-long");
        assertThat(assertProblem(stack.postJson("/v1/chat/completions", chat.toString()), 413))
                .isEqualTo("question-too-long");
        assertThat(assertProblem(
                        stack.postJson(
                                "/v1/chat/completions", chat.put("stream", true).toString()),
                        413))
                .isEqualTo("question-too-long");
    }

    @Test
    void anUnknownModelIsNamedAsTheMistake() {
        HttpResponse<String> answer = stack.postJson(
                "/v1/chat/completions", "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertThat(assertProblem(answer, 400)).isEqualTo("model-unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/documents/x",
                "/v1/documents/0123456789abcdef0123456789abcdef",
                "/v1/nothing",
                "/v1/questions/x"
            })
    void whatIsNotThereIsNotFound(String path) {
        assertProblem(stack.get(path), 404);
    }

    @Test
    void aFileOutsideEveryRegisteredFolderIsForbidden() {
        HttpResponse<String> answer = stack.send(event("millrace.file.changed.v1")
                .POST(BodyPublishers.ofString(
                        "{\"uri\":\"file:///etc/passwd\",\"size\":1,\"modifiedAt\":\"2026-01-01T00:00:00Z\"}")));

        assertThat(assertProblem(answer, 403)).isEqualTo("source-not-registered");
    }

    @Test
    void anEventThatNoFunctionTakesReachesNobodyAndBlocksNobody() throws IOException {
        HttpResponse<String> accepted = stack.send(HttpRequest.newBuilder(stack.broker("/millrace/millrace"))
                .header("ce-id", "1")
                .header("ce-source", "/test")
                .header("ce-type", "millrace.chunks.prepared.v1")
                .header("ce-specversion", "1.0")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"not\":\"a batch\"}")));
        assertThat(accepted.statusCode()).isEqualTo(202);

        RunningStack.await(() -> !stack.deadLetters().isEmpty());

        JsonNode dead = stack.deadLetters().get(0);
        assertThat(dead.path("type").asText()).isEqualTo("millrace.chunks.prepared.v1");
        assertThat(dead.path("trigger").asText()).isEqualTo("chunks-prepared-embedding");
        assertThat(dead.path("status").asInt()).isEqualTo(400);
        assertThat(dead.path("reason").asText()).isNotBlank();
        assertThat(dead.path("attempts").asInt()).isOne();
    }

    private static String assertProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = stack.json(answer);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(problem.path("type").asText()).startsWith("urn:millrace:problem:");
        return problem.path("title").asText();
    }

    private static HttpRequest.Builder event(String type) {
        return HttpRequest.newBuilder(URI.create(stack.url("/")))
                .header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "/test")
                .header("ce-type", type)
                .header("Content-Type", "application/json");
    }
}
