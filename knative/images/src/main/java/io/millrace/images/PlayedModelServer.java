package io.millrace.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/** A model server that reads no more of a text than which words it has: they are its tokens, and its vector. Speaks as the module gpu-services/client says. */
final class PlayedModelServer {

    /** The default model's. */
    private static final int DIMENSION = 384;

    private static final Pattern WORD = Pattern.compile("\\w+");

    private static final ObjectMapper JSON = new ObjectMapper();

    private PlayedModelServer() {}

    /** Answers below {@code path}. */
    static void addTo(HttpServer server, String path) {
        server.createContext(path + "/tokenize", PlayedModelServer::count);
        server.createContext(path + "/v1/embeddings", PlayedModelServer::embed);
    }

    /** Of a text with a word or more: little-endian float32 in base64. */
    static String vector(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(DIMENSION * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int times : words(text)) {
            bytes.putFloat(times);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** The same direction in signed bytes, the largest 127, in base64. */
    private static String sentence(String text) {
        int[] words = words(text);
        int most = 1;
        for (int times : words) {
            most = Math.max(most, times);
        }
        byte[] bytes = new byte[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            bytes[i] = (byte) (127 * words[i] / most);
        }
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** How often a text has the words of each of {@link #DIMENSION} kinds. */
    private static int[] words(String text) {
        int[] times = new int[DIMENSION];
        WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .forEach(word -> times[Math.floorMod(word.group().hashCode(), DIMENSION)]++);
        return times;
    }

    private static int tokens(String text) {
        return text.split("\\s+").length;
    }

    private static void count(HttpExchange call) throws IOException {
        ArrayNode counts = JSON.createArrayNode();
        JSON.readTree(call.getRequestBody()).path("inputs").forEach(text -> counts.add(tokens(text.asText())));
        answer(call, counts);
    }

    private static void embed(HttpExchange call) throws IOException {
        JsonNode request = JSON.readTree(call.getRequestBody());
        ObjectNode reply = JSON.createObjectNode();
        ArrayNode data = reply.putArray("data");
        int tokens = 0;
        for (JsonNode input : request.path("input")) {
            String text = input.asText();
            tokens += tokens(text);
            ObjectNode item = data.addObject().put("index", data.size() - 1).put("embedding", vector(text));
            ObjectNode extension =
                    item.putObject("millrace").put("tokens", tokens(text)).put("tokens_cut", 0);
            ArrayNode sentences = extension.putArray("sentences");
            for (JsonNode span : request.path("millrace").path("sentences").path(data.size() - 1)) {
                sentences.add(sentence(
                        text.substring(span.path(0).asInt(), span.path(1).asInt())));
            }
        }
        reply.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        answer(call, reply);
    }

    private static void answer(HttpExchange call, JsonNode reply) throws IOException {
        byte[] body = JSON.writeValueAsBytes(reply);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(200, body.length);
        call.getResponseBody().write(body);
        call.close();
    }
}
