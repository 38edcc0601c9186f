package io.millrace.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * Somebody who shows a key or a token.
 *
 * @param bearer what they show
 */
record Asker(RunningStack stack, String bearer) {

    HttpResponse<String> get(String path) {
        return stack.send(to(path));
    }

    HttpResponse<String> delete(String path) {
        return stack.send(to(path).DELETE());
    }

    HttpResponse<String> post(String path, String json) {
        return stack.send(to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> upload(String uri, String text, String access) {
        return stack.send(to("/v1/documents?uri=" + encoded(uri) + "&access=" + encoded(access))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(text)));
    }

    HttpResponse<String> search(String query) {
        return post("/v1/search", object().put("query", query).put("k", 50).toString());
    }

    HttpResponse<String> chat(String question, boolean stream) {
        ObjectNode body = object().put("model", "millrace").put("stream", stream);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return post("/v1/chat/completions", body.toString());
    }

    /** A call of a tool; the server makes a session of its own for it. */
    HttpResponse<String> tool(String name, String argument, String value) {
        ObjectNode body = object().put("jsonrpc", "2.0").put("id", 1).put("method", "tools/call");
        body.putObject("params").put("name", name).putObject("arguments").put(argument, value);
        return stack.send(to("/mcp")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-06-18")
                .POST(BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(stack.url(path))).header("Authorization", "Bearer " + bearer);
    }

    private static ObjectNode object() {
        return RunningStack.JSON.createObjectNode();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
