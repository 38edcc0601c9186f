package io.millrace.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

/**
 * An event that a function can do its whole work for, with nothing around it but what {@link Surroundings} plays.
 *
 * @param path where it is posted
 * @param type of the CloudEvent, as the others
 * @param data JSON
 */
record ExampleEvent(String path, String type, String source, String subject, String data) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Whether {@code events.json} has one. */
    static boolean isOf(String function) {
        return read(0).has(function);
    }

    /**
     * The function's, from {@code events.json}.
     *
     * @param number makes it another event than those with other numbers
     */
    static ExampleEvent of(String function, int number) {
        JsonNode event = read(number).path(function);
        if (event.isMissingNode()) {
            throw new ImageFailure("events.json has no event for the function " + function);
        }
        return new ExampleEvent(
                event.path("path").asText(),
                event.path("type").asText(),
                event.path("source").asText(),
                event.path("subject").asText(),
                event.path("data").toString());
    }

    private static JsonNode read(int number) {
        try (InputStream in = Objects.requireNonNull(ExampleEvent.class.getResourceAsStream("events.json"))) {
            String document = UUID.nameUUIDFromBytes(("document " + number).getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .replace("-", "");
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("${n}", Integer.toString(number))
                    .replace("${document}", document)
                    .replace("${etag}", Surroundings.ETAG)
                    .replace("${size}", Integer.toString(Surroundings.document().length));
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In binary mode (CloudEvents HTTP binding 1.0.2 §3.1), with an id of its own. */
    HttpRequest toRequest(int port) {
        return request(port)
                .header("ce-id", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(data))
                .build();
    }

    /** Which every function refuses: its id is missing. */
    HttpRequest toBadRequest(int port) {
        return request(port).POST(BodyPublishers.ofString("{}")).build();
    }

    private HttpRequest.Builder request(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-type", type)
                .header("ce-source", source)
                .header("ce-subject", subject)
                .header("ce-time", "2026-11-24T10:16:00Z");
    }
}
