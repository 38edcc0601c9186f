package io.millrace.cli.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.cli.client.Json;
import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Subscribes to {@code document.indexed}, which no Trigger of ours takes, and notes when each document's came. */
final class IndexedEvents implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Long> nanos = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> came = new ConcurrentHashMap<>();

    IndexedEvents() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    /** Puts the Trigger into a folder, for {@code up --topology}. */
    void describe(Path folder) throws IOException {
        String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        Files.writeString(folder.resolve("document-indexed-bench.yaml"), """
                apiVersion: eventing.knative.dev/v1
                kind: Trigger
                metadata:
                  name: document-indexed-bench
                  namespace: millrace
                spec:
                  broker: millrace
                  filter:
                    attributes:
                      type: millrace.document.indexed.v1
                  subscriber:
                    uri: %s
                """.formatted(address));
    }

    private void take(HttpExchange call) throws IOException {
        long now = System.nanoTime();
        String document = Json.MAPPER
                .readTree(call.getRequestBody().readAllBytes())
                .path("document")
                .asText();
        // One that is delivered again has come before.
        nanos.putIfAbsent(document, now);
        latch(document).countDown();
        call.sendResponseHeaders(202, -1);
        call.close();
    }

    private CountDownLatch latch(String document) {
        return came.computeIfAbsent(document, any -> new CountDownLatch(1));
    }

    /** When the document's event came, by {@link System#nanoTime}. */
    long await(String document, Duration patience) throws InterruptedException {
        if (!latch(document).await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new CliFailure(CliFailure.FAILED, "a document was not indexed within " + patience.toSeconds() + " s");
        }
        return nanos.getOrDefault(document, 0L);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
