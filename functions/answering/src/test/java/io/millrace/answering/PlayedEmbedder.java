package io.millrace.answering;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model server that has the same vector for everything, unless it is told to be away; and the settings of an answering function that asks it and lets Prometheus in. */
public class PlayedEmbedder implements QuarkusTestResourceLifecycleManager {

    private static final byte[] VECTOR =
            "{\"data\":[{\"index\":0,\"embedding\":[1]}]}".getBytes(StandardCharsets.UTF_8);

    private static volatile boolean away;

    private @Nullable HttpServer server;

    static void away(boolean now) {
        away = now;
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer embedder = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            embedder.createContext("/", PlayedEmbedder::answer);
            embedder.start();
            server = embedder;
            return Map.of(
                    "millrace.embedder.url",
                    "http://127.0.0.1:" + embedder.getAddress().getPort(),
                    "millrace.data",
                    Files.createTempDirectory("answering").toString(),
                    "millrace.loopback.trusted",
                    "true",
                    "millrace.metrics.port",
                    Integer.toString(freePort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            if (away) {
                exchange.sendResponseHeaders(503, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, VECTOR.length);
                exchange.getResponseBody().write(VECTOR);
            }
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
