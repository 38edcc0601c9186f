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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Something that a function can do its whole work for, with nothing around it but a store and what {@link Surroundings} plays: an event, or a call of the API.
 *
 * @param path where it is posted
 * @param type of the CloudEvent, as the others; empty for a call of the API
 * @param data JSON
 */
record ExampleEvent(String path, String type, String source, String subject, String data) {

    /** The example questions are about documents with numbers from 0 to below this one: {@link ExamplePassages}. */
    static final int DOCUMENTS = 50;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Makes a document another one than those of runs before, which a store that is kept would know. */
    private static final String RUN = UUID.randomUUID().toString();

    /** Whether {@code events.json} has any. */
    static boolean isOf(String function) {
        return read(function, 0).has(function);
    }

    /**
     * The function's, from {@code events.json}, its main work first.
     *
     * @param number 0 to 9999; makes them others than those with other numbers, as the function does: what one has done with a document must not be in another's way
     */
    static List<ExampleEvent> of(String function, int number) {
        List<ExampleEvent> events = new ArrayList<>();
        for (JsonNode event : read(function, number).path(function)) {
            events.add(new ExampleEvent(
                    event.path("path").asText(),
                    event.path("type").asText(),
                    event.path("source").asText(),
                    event.path("subject").asText(),
                    event.path("data").toString()));
        }
        if (events.isEmpty()) {
            throw new ImageFailure("events.json has no event for the function " + function);
        }
        return events;
    }

    private static JsonNode read(String function, int number) {
        try (InputStream in = Objects.requireNonNull(ExampleEvent.class.getResourceAsStream("events.json"))) {
            String document = UUID.nameUUIDFromBytes((RUN + function + number).getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .replace("-", "");
            String question = "What turns the wheel of mill " + fourDigits(number % DOCUMENTS) + "?";
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    // Always as long, since spans of text depend on it.
                    .replace("${n}", fourDigits(number))
                    .replace("${document}", document)
                    .replace("${question}", question)
                    .replace("${vector}", PlayedModelServer.vector(question))
                    .replace("${etag}", Surroundings.ETAG)
                    .replace("${size}", Integer.toString(Surroundings.document().length));
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String fourDigits(int number) {
        return "%04d".formatted(number);
    }

    /** An event in binary mode (CloudEvents HTTP binding 1.0.2 §3.1), with an id of its own. */
    HttpRequest toRequest(int port) {
        HttpRequest.Builder request = request(port);
        if (!type.isEmpty()) {
            request.header("ce-id", UUID.randomUUID().toString());
        }
        return request.POST(BodyPublishers.ofString(data)).build();
    }

    /** With which no function can do anything: an event without its id, a call without what it asks. */
    HttpRequest toBadRequest(int port) {
        return request(port).POST(BodyPublishers.ofString("{}")).build();
    }

    private HttpRequest.Builder request(int port) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json");
        if (!type.isEmpty()) {
            request.header("ce-specversion", "1.0")
                    .header("ce-type", type)
                    .header("ce-source", source)
                    .header("ce-subject", subject)
                    .header("ce-time", "2026-11-24T10:16:00Z");
        }
        return request;
    }
}
