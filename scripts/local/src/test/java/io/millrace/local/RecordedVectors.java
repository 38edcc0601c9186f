package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.core.embed.Embedding;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A model server's protocol with a few vectors, which the real one gave to other texts: a text gets a mixture of three of them, always the same one, and a word is a token. It
 * makes a million passages affordable where it does not matter what is found. Were the vectors themselves given, thousands of passages would have the same, and a graph of them
 * would be no graph of real ones.
 */
final class RecordedVectors implements AutoCloseable {

    static {
        // The JDK's server sends head and body apart; with Nagle's algorithm each answer would wait 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<float[]> vectors;

    private RecordedVectors(HttpServer server, List<float[]> vectors) {
        this.server = server;
        this.vectors = vectors;
    }

    /**
     * The vectors of {@code texts}.
     *
     * @param real the model server that makes them now, and is not asked again
     */
    static RecordedVectors of(List<String> texts, URI real) throws IOException {
        OpenAiEmbedder embedder =
                new OpenAiEmbedder(new ModelEndpoint(real, "all-minilm-l6-v2-q", Duration.ofSeconds(60), null));
        List<float[]> vectors = texts.stream()
                .map(text -> embedder.embedQuestion(text).toArray())
                .toList();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RecordedVectors recorded = new RecordedVectors(server, vectors);
        server.setExecutor(recorded.threads);
        server.createContext("/health", exchange -> respond(exchange, RunningStack.JSON.createObjectNode()));
        server.createContext("/tokenize", recorded::count);
        server.createContext("/v1/embeddings", recorded::embed);
        server.start();
        return recorded;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void count(HttpExchange exchange) throws IOException {
        ArrayNode counts = RunningStack.JSON.createArrayNode();
        for (JsonNode text : read(exchange).path("inputs")) {
            counts.add(words(text.asText()));
        }
        respond(exchange, counts);
    }

    private void embed(HttpExchange exchange) throws IOException {
        ObjectNode answer = RunningStack.JSON.createObjectNode();
        ArrayNode data = answer.putArray("data");
        int tokens = 0;
        for (JsonNode text : read(exchange).path("input")) {
            int index = data.size();
            data.addObject()
                    .put("index", index)
                    .put("embedding", mixture(text.asText()).toBase64());
            tokens += words(text.asText());
        }
        answer.putObject("usage").put("prompt_tokens", tokens);
        respond(exchange, answer);
    }

    private Embedding mixture(String text) {
        Random random = new Random(text.hashCode());
        float[] sum = new float[vectors.getFirst().length];
        for (int part = 0; part < 3; part++) {
            float[] vector = vectors.get(random.nextInt(vectors.size()));
            float weight = random.nextFloat(.2f, 1);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += weight * vector[i];
            }
        }
        return Embedding.of(sum);
    }

    private static int words(String text) {
        return text.split("\\s+").length;
    }

    private static JsonNode read(HttpExchange exchange) throws IOException {
        return RunningStack.JSON.readTree(exchange.getRequestBody());
    }

    private static void respond(HttpExchange exchange, JsonNode answer) throws IOException {
        try (exchange) {
            byte[] body = RunningStack.JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
