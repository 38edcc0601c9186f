package io.millrace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A broker's ingress that keeps what it takes, and may refuse some of it first. */
public class RecordingBroker implements QuarkusTestResourceLifecycleManager {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Taken> TAKEN = new CopyOnWriteArrayList<>();
    private static final AtomicInteger REFUSALS = new AtomicInteger();

    private @Nullable HttpServer server;

    /** An event that the broker took. */
    record Taken(String type, String id, String tenant, String traceparent, JsonNode data) {

        String uri() {
            return data.path("uri").asText();
        }
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer broker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            broker.createContext("/", RecordingBroker::take);
            broker.start();
            server = broker;
            Path data = Files.createTempDirectory("intake");
            return Map.of(
                    "K_SINK",
                    "http://127.0.0.1:" + broker.getAddress().getPort() + "/",
                    "millrace.data",
                    data.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode data = JSON.readTree(exchange.getRequestBody());
            if (REFUSALS.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            var headers = exchange.getRequestHeaders();
            TAKEN.add(new Taken(
                    headers.getFirst("ce-type"),
                    headers.getFirst("ce-id"),
                    headers.getFirst("ce-tenant"),
                    headers.getFirst("ce-traceparent"),
                    data));
            exchange.sendResponseHeaders(202, -1);
        }
    }

    static void forget() {
        TAKEN.clear();
        REFUSALS.set(0);
    }

    static void refuse(int events) {
        REFUSALS.set(events);
    }

    static List<Taken> taken() {
        return List.copyOf(TAKEN);
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
