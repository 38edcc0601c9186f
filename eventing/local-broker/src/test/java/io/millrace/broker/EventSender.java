package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Sends events to a broker without waiting. */
final class EventSender implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI ingress;

    EventSender(LocalBroker broker) {
        this.ingress = broker.ingress();
    }

    /** The status comes with the answer. */
    CompletableFuture<Integer> send(String type, String id) {
        return send(type, id, Map.of());
    }

    CompletableFuture<Integer> send(String type, String id, Map<String, String> extensions) {
        HttpRequest.Builder request = HttpRequest.newBuilder(ingress)
                .header("ce-specversion", "1.0")
                .header("ce-id", id)
                .header("ce-source", "/s")
                .header("ce-type", type)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{\"x\":1}"));
        extensions.forEach((name, value) -> request.header("ce-" + name, value));
        return http.sendAsync(request.build(), BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    /** Sends these headers and this body, whatever they are. */
    CompletableFuture<Integer> post(JsonNode headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(ingress).POST(BodyPublishers.ofString(body));
        headers.properties()
                .forEach(header ->
                        request.header(header.getKey(), header.getValue().asText()));
        return http.sendAsync(request.build(), BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
