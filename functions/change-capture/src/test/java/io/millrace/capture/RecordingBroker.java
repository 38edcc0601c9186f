package io.millrace.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.contracts.ContractJson;
import io.millrace.contracts.EventType;
import io.millrace.runtime.EventSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A broker's ingress that keeps what it accepts, and can refuse. */
final class RecordingBroker implements AutoCloseable {

    /**
     * An event that was accepted.
     *
     * @param about uri of the document, or scope
     */
    record Accepted(String type, String about) {}

    private final HttpServer server;
    private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final Map<String, String> traces = new ConcurrentHashMap<>();
    private volatile boolean refusing;
    private volatile CountDownLatch answers = new CountDownLatch(0);

    RecordingBroker() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    EventSink sink() {
        return new EventSink(
                Optional.of("http://127.0.0.1:" + server.getAddress().getPort()), Optional.empty());
    }

    private void take(HttpExchange call) throws IOException {
        JsonNode event = ContractJson.mapper().readTree(call.getRequestBody());
        traces.put(
                event.path("uri").asText(event.path("scope").asText()),
                call.getRequestHeaders().getFirst("ce-traceparent"));
        await();
        if (refusing) {
            refused.incrementAndGet();
            call.sendResponseHeaders(503, -1);
        } else {
            String about = event.path("uri").asText(event.path("scope").asText());
            accepted.add(new Accepted(call.getRequestHeaders().getFirst("ce-type"), about));
            call.sendResponseHeaders(202, -1);
        }
        call.close();
    }

    private void await() throws IOException {
        try {
            answers.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** From now on it answers nobody, until what is given is counted down. */
    CountDownLatch silence() {
        CountDownLatch until = new CountDownLatch(1);
        answers = until;
        return until;
    }

    /** The W3C traceparent with which a document, or a scope, came last; null where it did not come. */
    @Nullable
    String trace(String about) {
        return traces.get(about);
    }

    void refuse(boolean all) {
        refusing = all;
    }

    int refused() {
        return refused.get();
    }

    /** How often a document was announced so. */
    long count(EventType type, String about) {
        return accepted.stream()
                .filter(new Accepted(type.type(), about)::equals)
                .count();
    }

    List<Accepted> accepted() {
        return List.copyOf(accepted);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
