package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.DocumentKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
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
    private static McpSession mcp;

    @BeforeAll
    static void start() throws IOException {
        stack = SteamLibrary.start(data);
        upload("upload:/secret", "The secret condenser was patented by nobody.", "user:somebody");
        mcp = McpSession.open(stack);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void listsThreeToolsThatOnlyRead() throws IOException {
        JsonNode tools = McpSession.message(mcp.post("{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/list\"}"))
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
        JsonNode answer = mcp.call("ask", "{\"question\": \"" + SteamLibrary.QUESTION + "\"}");

        assertThat(answer.at("/structuredContent/answer").asText())
                .contains("James Watt")
                .contains("[1]");
        assertThat(answer.at("/structuredContent/citations/0/uri").asText()).isEqualTo("upload:/steam");
        // For clients that read no structured content.
        assertThat(answer.at("/content/0/text").asText()).contains("James Watt");
    }

    @Test
    void searchesAndReadsWhatWasFound() throws IOException {
        JsonNode passages = mcp.call("search", "{\"query\": \"separate condenser\", \"limit\": 2}")
                .at("/structuredContent/passages");
        String document = passages.at("/0/document").asText();

        JsonNode read =
                mcp.call("get-document", "{\"id\": \"" + document + "\"}").path("structuredContent");

        assertThat(passages.size()).isBetween(1, 2);
        assertThat(read.path("uri").asText()).isEqualTo("upload:/steam");
        assertThat(read.at("/passages/0").asText()).contains("Greenock");
        assertThat(read.has("next")).isFalse();
    }

    @Test
    void searchesAndAsksTheDocumentsThatMeetConditions() throws IOException {
        String where = ", \"where\": \"created > 9000-01-01\"}";
        assertThat(mcp.call("search", "{\"query\": \"separate condenser\"" + where)
                        .at("/structuredContent/passages"))
                .isEmpty();
        assertThat(mcp.call("ask", "{\"question\": \"" + SteamLibrary.QUESTION + "\"" + where)
                        .at("/structuredContent/answered")
                        .asBoolean())
                .isFalse();
        JsonNode wrong = mcp.call("search", "{\"query\": \"a\", \"where\": \"created after 1900\"}");
        assertThat(wrong.path("isError").asBoolean()).isTrue();
        assertThat(wrong.at("/content/0/text").asText()).contains("is expected at character 9");
    }

    @Test
    void showsOnlyWhatAnyoneMaySee() throws IOException {
        String secret = DocumentKey.of("default", "upload:/secret").id();

        assertThat(mcp.call("search", "{\"query\": \"secret condenser patented by nobody\"}")
                        .toString())
                .doesNotContain("nobody\"")
                .doesNotContain(secret);
        JsonNode read = mcp.call("get-document", "{\"id\": \"" + secret + "\"}");
        assertThat(read.path("isError").asBoolean()).isTrue();
        assertThat(read.toString()).contains("there is no document with that id");
    }

    @Test
    void limitsAreThoseOfTheApi() throws IOException {
        assertThat(mcp.call("search", "{\"query\": \"a\", \"limit\": 51}")
                        .path("isError")
                        .asBoolean())
                .isTrue();
        JsonNode tooLong = mcp.call("ask", "{\"question\": \"" + "a".repeat(8001) + "\"}");
        assertThat(tooLong.path("isError").asBoolean()).isTrue();
        assertThat(tooLong.at("/content/0/text").asText()).contains("8001 characters");
    }

    @Test
    void largeMessagesAreRefused() {
        String large = "{\"jsonrpc\": \"2.0\", \"id\": 9, \"method\": \"ping\", \"params\": {\"x\": \""
                + "a".repeat(1 << 20) + "\"}}";

        assertThat(mcp.post(large).statusCode()).isEqualTo(413);
        assertThat(stack.send(mcp.request()
                                .POST(BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)))))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void pagesOfOtherSitesAreRefused() {
        String ping = "{\"jsonrpc\": \"2.0\", \"id\": 3, \"method\": \"ping\"}";

        assertThat(stack.send(mcp.request()
                                .header("Origin", "https://evil.example")
                                .POST(BodyPublishers.ofString(ping)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(stack.send(mcp.request()
                                .header("Origin", "http://localhost:3000")
                                .POST(BodyPublishers.ofString(ping)))
                        .statusCode())
                .isEqualTo(200);
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
