package io.millrace.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A model server's protocol from memory: a request that has been answered before gets the same answer again, any other goes on to the real
 * server. The same text has the same vector, so this changes no result; it makes hundreds of runs affordable.
 */
final class RecordedModels implements AutoCloseable {

    static {
        // The JDK's server sends head and body apart; with Nagle's algorithm each answer would wait 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI real;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();

    private RecordedModels(HttpServer server, URI real) {
        this.server = server;
        this.real = real;
    }

    /** @param real the real model server; it must run as long as this */
    static RecordedModels before(URI real) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        RecordedModels models = new RecordedModels(server, real);
        server.setExecutor(models.threads);
        server.createContext("/", models::answer);
        server.start();
        return models;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public String toString() {
        return requests + " requests to the models, " + answers.size() + " of them distinct";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString();
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestMethod().equals("GET")) {
                respond(exchange, forward(HttpRequest.newBuilder(real.resolve(path))));
                return;
            }
            requests.incrementAndGet();
            String question = path + "\n" + new String(body, StandardCharsets.UTF_8);
            byte[] known = answers.get(question);
            if (known != null) {
                respond(exchange, 200, known);
                return;
            }
            HttpResponse<byte[]> answer = forward(HttpRequest.newBuilder(real.resolve(path))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(body)));
            if (answer.statusCode() == 200) {
                answers.put(question, answer.body());
            }
            respond(exchange, answer);
        }
    }

    private HttpResponse<byte[]> forward(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void respond(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        respond(exchange, answer.statusCode(), answer.body());
    }

    private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        http.close();
    }
}
