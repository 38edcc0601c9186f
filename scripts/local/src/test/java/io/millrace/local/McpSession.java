package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/**
 * A session with the MCP server of a stack.
 *
 * @param id as the server gave it; empty until it has
 */
record McpSession(RunningStack stack, String id) {

    static McpSession open(RunningStack stack) throws IOException {
        HttpResponse<String> initialized = new McpSession(stack, "")
                .post("{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"initialize\", \"params\": {"
                        + "\"protocolVersion\": \"2025-06-18\", \"capabilities\": {},"
                        + " \"clientInfo\": {\"name\": \"test\", \"version\": \"1\"}}}");
        assertThat(initialized.statusCode()).as(initialized.body()).isEqualTo(200);
        assertThat(message(initialized).at("/result/serverInfo/name").asText()).isEqualTo("millrace");
        McpSession session = new McpSession(
                stack, initialized.headers().firstValue("Mcp-Session-Id").orElseThrow());
        assertThat(session.post("{\"jsonrpc\": \"2.0\", \"method\": \"notifications/initialized\"}")
                        .statusCode())
                .isEqualTo(202);
        return session;
    }

    /** The result of a tool. */
    JsonNode call(String tool, String arguments) throws IOException {
        HttpResponse<String> reply = post(request(7, tool, arguments));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        JsonNode message = message(reply);
        assertThat(message.has("error")).as(reply.body()).isFalse();
        return message.path("result");
    }

    /** The message that calls a tool. */
    static String request(int id, String tool, String arguments) throws IOException {
        ObjectNode request = RunningStack.JSON
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", "tools/call");
        request.putObject("params").put("name", tool).set("arguments", RunningStack.JSON.readTree(arguments));
        return request.toString();
    }

    /** A reply is JSON, or a stream of events whose last is the reply. */
    static JsonNode message(HttpResponse<String> reply) throws IOException {
        String json = reply.body()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()))
                .reduce((first, last) -> last)
                .orElse(reply.body());
        return RunningStack.JSON.readTree(json);
    }

    HttpResponse<String> post(String message) {
        return stack.send(request().POST(BodyPublishers.ofString(message)));
    }

    HttpRequest.Builder request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stack.url("/mcp")))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-06-18");
        return id.isEmpty() ? request : request.header("Mcp-Session-Id", id);
    }
}
