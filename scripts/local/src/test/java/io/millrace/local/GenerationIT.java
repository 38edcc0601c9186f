package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.bench.FakeGenerator;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trusted generator is asked, and that nobody makes it work for nothing. */
class GenerationIT {

    private static final String REWRITTEN = "Where was James Watt born?";

    @TempDir
    static Path data;

    private static FakeGenerator generator;
    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        generator = new FakeGenerator(Duration.ofMillis(50), GenerationIT::reply);
        stack = SteamLibrary.start(
                data,
                "-Dmillrace.generator.url=" + generator.url(),
                "-Dmillrace.generator.trusted=true",
                "-Dmillrace.cache.store=off");
    }

    @AfterAll
    static void stop() {
        stack.close();
        generator.close();
    }

    private static String reply(String prompt) {
        return prompt.contains("The last question:") ? REWRITTEN : FakeGenerator.passages(prompt);
    }

    @Test
    void whatIsWantedReachesTheGenerator() throws IOException {
        ObjectNode request = request("Be brief, please.", SteamLibrary.QUESTION)
                .put("max_tokens", 20)
                .put("temperature", .5)
                .put("seed", 11);
        request.putArray("stop").add("###");

        JsonNode reply = answer(request);

        JsonNode asked = generator.requests().getLast();
        assertThat(asked.path("max_tokens").asInt()).isEqualTo(20);
        assertThat(asked.path("temperature").asDouble()).isEqualTo(.5);
        assertThat(asked.path("seed").asInt()).isEqualTo(11);
        assertThat(asked.at("/stop/0").asText()).isEqualTo("###");
        assertThat(asked.at("/messages/0/content").asText()).endsWith("Be brief, please.");
        assertThat(asked.at("/messages/1/content").asText()).doesNotContain("Be brief");
        assertThat(reply.at("/millrace/mode").asText()).isEqualTo("generate");
        assertThat(reply.at("/usage/completion_tokens").asInt()).isEqualTo(20);
        assertThat(reply.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void aFollowUpIsRewrittenByTheGenerator() throws IOException {
        ObjectNode request = RunningStack.JSON.createObjectNode().put("model", "millrace");
        request.putArray("messages")
                .add(message("user", SteamLibrary.QUESTION))
                .add(message("assistant", "James Watt patented it. [1]"))
                .add(message("user", "Where was he born?"));

        JsonNode reply = answer(request);

        assertThat(reply.at("/millrace/question").asText()).isEqualTo(REWRITTEN);
        assertThat(reply.at("/choices/0/message/content").asText()).contains("Greenock");
    }

    @Test
    void tellsWhatWasMadeOfEachSentence() throws IOException {
        ObjectNode request = request("Be brief, please.", SteamLibrary.QUESTION);
        request.putObject("millrace").put("explain", true);

        JsonNode evidence = answer(request).at("/millrace/evidence");

        assertThat(evidence.at("/prompt/version").asText()).isEqualTo("v1");
        assertThat(evidence.at("/prompt/countedBy").asText()).isEqualTo("characters");
        JsonNode first = evidence.at("/sentences/0");
        assertThat(first.path("verdict").asText()).isEqualTo("supported");
        assertThat(first.path("coverage").asDouble()).isGreaterThan(.9);
        assertThat(first.path("support").asDouble()).isGreaterThan(.5);
        assertThat(first.at("/span/end").asInt()).isPositive();
        assertThat(answer(request("Be brief, please.", SteamLibrary.QUESTION))
                        .at("/millrace/evidence")
                        .isMissingNode())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesEndsTheGeneration(boolean streams) throws IOException {
        long before = generator.left();
        int asked = generator.requests().size();
        byte[] body = request("Take your time.", SteamLibrary.QUESTION)
                .put("stream", streams)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        URI api = URI.create(stack.url("/v1/chat/completions"));
        try (Socket client = new Socket(api.getHost(), api.getPort())) {
            String head = "POST " + api.getPath() + " HTTP/1.1\r\nHost: " + api.getAuthority()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(body);
            RunningStack.await(() -> generator.requests().size() > asked);
        }

        RunningStack.await(Duration.ofSeconds(10), () -> generator.left() == before + 1);
    }

    @Test
    void aToolsCallThatIsCancelledEndsTheGeneration() throws Exception {
        long before = generator.left();
        int asked = generator.requests().size();
        McpSession mcp = McpSession.open(stack);
        String ask = McpSession.request(7, "ask", "{\"question\": \"" + SteamLibrary.QUESTION + "\"}");
        try (ExecutorService clients = Executors.newSingleThreadExecutor()) {
            Future<HttpResponse<String>> reply = clients.submit(() -> mcp.post(ask));
            RunningStack.await(() -> generator.requests().size() > asked);
            assertThat(mcp.post("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/cancelled\","
                                    + " \"params\": {\"requestId\": 7, \"reason\": \"enough\"}}")
                            .statusCode())
                    .isEqualTo(202);

            RunningStack.await(Duration.ofSeconds(10), () -> generator.left() == before + 1);
            assertThat(reply.get(30, TimeUnit.SECONDS).body()).doesNotContain("James Watt");
        }
    }

    private static ObjectNode request(String system, String question) {
        ObjectNode request = RunningStack.JSON.createObjectNode().put("model", "millrace");
        request.putArray("messages").add(message("system", system)).add(message("user", question));
        return request;
    }

    private static ObjectNode message(String role, String content) {
        return RunningStack.JSON.createObjectNode().put("role", role).put("content", content);
    }

    private static JsonNode answer(ObjectNode request) throws IOException {
        HttpResponse<String> reply = stack.postJson("/v1/chat/completions", request.toString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return stack.json(reply);
    }
}
