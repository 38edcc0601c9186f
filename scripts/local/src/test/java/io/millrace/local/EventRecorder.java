package io.millrace.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A third party's step that listens: one Trigger without a filter, so that the broker delivers every event here too. */
final class EventRecorder implements AutoCloseable {

    private final HttpServer server;
    private final List<DeliveredEvent> events = new CopyOnWriteArrayList<>();

    private EventRecorder(HttpServer server) {
        this.server = server;
    }

    static EventRecorder start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        EventRecorder recorder = new EventRecorder(server);
        server.createContext("/", recorder::take);
        server.start();
        return recorder;
    }

    /** Writes the Trigger into a folder of topology. */
    Path writeTrigger(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("recorder.yaml"), """
                apiVersion: eventing.knative.dev/v1
                kind: Trigger
                metadata:
                  name: recorder
                  namespace: millrace
                spec:
                  broker: millrace
                  subscriber:
                    uri: http://127.0.0.1:%d/
                """.formatted(
                        server.getAddress().getPort()));
        return folder;
    }

    /** What came so far. */
    List<DeliveredEvent> events() {
        return List.copyOf(events);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> attributes = new TreeMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> {
                String attribute = name.toLowerCase(Locale.ROOT);
                if (attribute.startsWith("ce-")) {
                    attributes.put(attribute, values.getFirst());
                }
            });
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            events.add(DeliveredEvent.of(attributes, body));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
