package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.document.DocumentKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The MCP server by its protocol (2025-06-18, streamable HTTP), message by message; a client of the official SDK is in clients.py. */
class McpIT {

    @TempDir
    static Path data;

    private static RunningStack stack;
    private static String session;

    @BeforeAll
    static void start() throws IOException {
        stack = SteamLibrary.start(data);
        upload("upload:/secret", "The secret condenser was patented by nobody.", "user:somebody");
        HttpResponse<String> initialized = post(
                "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {\"protocolVersion\": \"2025-06-18\","
                        + " \"capabilities\": {}, \"clientInfo\": {\"name\": \"test\", \"version\": \"1\"}}}");
        assertThat(initialized.statusCode()).as(initialized.body()).isEqualTo(200);
        assertThat(message(initialized).at("/result/serverInfo/name").asText()).isEqualTo("millrace");
        session = initialized.headers().firstValue("Mcp-Session-Id").orElseThrow();
        assertThat(post("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                        .statusCode())
                .isEqualTo(202);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void listsThreeToolsThatOnlyRead() throws IOException {
        JsonNode tools = message(post("{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/list\"}"))
                .at("/result/tools");

        List<String> names = new ArrayList<>();
        tools.forEach(tool -> {
            names.add(tool.path("name").asText());
            assertThat(tool.at("/annotations/readOnlyHint").asBoolean()).isTrue();
            assertThat(tool.at("/inputSchema/properties")).isNotEmpty();
        });
        assertThat(names).containsExactlyInAnyOrder("search", "ask", "get-document");
    }

    @Test
    void asksWithCitations() throws IOException {
        JsonNode answer = call("ask", "{\"question\": \"" + SteamLibrary.QUESTION + "\"}");

        assertThat(answer.at("/structuredContent/answer").asText())
                .contains("James Watt")
                .contains("[1]");
        assertThat(answer.at("/structuredContent/citations/0/uri").asText()).isEqualTo("upload:/steam");
        // For clients that read no structured content.
        assertThat(answer.at("/content/0/text").asText()).contains("James Watt");
    }

    @Test
    void searchesAndReadsWhatWasFound() throws IOException {
        JsonNode passages = call("search", "{\"query\": \"separate condenser\", \"limit\": 2}")
                .at("/structuredContent/passages");
        String document = passages.at("/0/document").asText();

        JsonNode read = call("get-document", "{\"id\": \"" + document + "\"}").path("structuredContent");

        assertThat(passages.size()).isBetween(1, 2);
        assertThat(read.path("uri").asText()).isEqualTo("upload:/steam");
        assertThat(read.at("/passages/0").asText()).contains("Greenock");
        assertThat(read.has("next")).isFalse();
    }

    @Test
    void showsOnlyWhatAnyoneMaySee() throws IOException {
        String secret = DocumentKey.of("default", "upload:/secret").id();

        assertThat(call("search", "{\"query\": \"secret condenser patented by nobody\"}")
                        .toString())
                .doesNotContain("nobody\"")
                .doesNotContain(secret);
        JsonNode read = call("get-document", "{\"id\": \"" + secret + "\"}");
        assertThat(read.path("isError").asBoolean()).isTrue();
        assertThat(read.toString()).contains("there is no document with that id");
    }

    @Test
    void limitsAreThoseOfTheApi() throws IOException {
        assertThat(call("search", "{\"query\": \"a\", \"limit\": 51}")
                        .path("isError")
                        .asBoolean())
                .isTrue();
        JsonNode tooLong = call("ask", "{\"question\": \"" + "a".repeat(8001) + "\"}");
        assertThat(tooLong.path("isError").asBoolean()).isTrue();
        assertThat(tooLong.at("/content/0/text").asText()).contains("8001 characters");
    }

    @Test
    void largeMessagesAreRefused() {
        String large = "{\"jsonrpc\": \"2.0\", \"id\": 9, \"method\": \"ping\", \"params\": {\"x\": \""
                + "a".repeat(1 << 20) + "\"}}";

        assertThat(post(large).statusCode()).isEqualTo(413);
        assertThat(stack.send(mcp().POST(BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void pagesOfOtherSitesAreRefused() {
        String ping = "{\"jsonrpc\": \"2.0\", \"id\": 3, \"method\": \"ping\"}";

        assertThat(stack.send(mcp().header("Origin", "https://evil.example").POST(BodyPublishers.ofString(ping)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(stack.send(mcp().header("Origin", "http://localhost:3000").POST(BodyPublishers.ofString(ping)))
                        .statusCode())
                .isEqualTo(200);
    }

    private static JsonNode call(String tool, String arguments) throws IOException {
        ObjectNode request = RunningStack.JSON
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 7)
                .put("method", "tools/call");
        request.putObject("params").put("name", tool).set("arguments", RunningStack.JSON.readTree(arguments));
        HttpResponse<String> reply = post(request.toString());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        JsonNode message = message(reply);
        assertThat(message.has("error")).as(reply.body()).isFalse();
        return message.path("result");
    }

    /** A reply is JSON, or a stream of events whose last is the reply. */
    private static JsonNode message(HttpResponse<String> reply) throws IOException {
        String json = reply.body()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()))
                .reduce((first, last) -> last)
                .orElse(reply.body());
        return RunningStack.JSON.readTree(json);
    }

    private static HttpResponse<String> post(String message) {
        return stack.send(mcp().POST(BodyPublishers.ofString(message)));
    }

    private static HttpRequest.Builder mcp() {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.url("/mcp")))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-06-18");
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }

    private static void upload(String uri, String text, String access) throws IOException {
        assertThat(stack.send(HttpRequest.newBuilder(
                                        URI.create(stack.url("/v1/documents?uri=" + uri + "&access=" + access)))
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString(text)))
                        .statusCode())
                .isEqualTo(202);
        stack.awaitQuiet();
    }
}
