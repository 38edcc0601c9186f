package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.sun.net.httpserver.HttpExchange;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/** One request and its answer. */
final class HttpCall {

    /** The largest body. */
    static final int MAX_BODY_BYTES = 16 << 20;

    /** The longest string in a body, in UTF-16 units. */
    static final int MAX_TEXT_CHARACTERS = 1_000_000;

    /** How much of a body that is too large is read all the same, so that the caller sees the answer and not a broken connection. */
    private static final int MAX_DRAINED_BYTES = 64 << 20;

    /** What all bodies under way may have together, whatever the heap: more callers are told to come back. */
    private static final Semaphore BODY_BYTES = new Semaphore(2 * MAX_BODY_BYTES);

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_TEXT_CHARACTERS)
                    .maxNestingDepth(32)
                    .build())
            .build();

    private final HttpExchange exchange;

    HttpCall(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /** Reads a body as it streams in. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonParser json) throws IOException;
    }

    /** Writes an answer. */
    @FunctionalInterface
    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    /** The body, which must be one JSON value; INVALID or TOO_LARGE where it is not, or is more than we take. */
    <T> T read(Reader<T> reader) throws IOException {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        long announced = length == null ? MAX_BODY_BYTES : Long.parseLong(length);
        if (announced > MAX_BODY_BYTES) {
            drain(exchange.getRequestBody());
            throw tooLarge();
        }
        if (!BODY_BYTES.tryAcquire((int) announced)) {
            throw ProblemException.of(
                    Category.BUSY, "server-busy", "too many large requests at once; try again in a second");
        }
        InputStream body = exchange.getRequestBody();
        try (JsonParser json = JSON.createParser((InputStream) new BoundedBody(body, MAX_BODY_BYTES))) {
            json.nextToken();
            T value = reader.read(json);
            if (json.nextToken() != null) {
                throw JsonInput.invalid("the body goes on after its JSON object");
            }
            return value;
        } catch (StreamConstraintsException e) {
            drain(body);
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "text-too-long",
                    "a text has more than " + MAX_TEXT_CHARACTERS
                            + " characters, or the JSON nests too deep; send less");
        } catch (BoundedBody.ExceededException e) {
            drain(body);
            throw tooLarge();
        } catch (JsonProcessingException e) {
            // Its message may quote the body, which may be document text.
            JsonLocation place = e.getLocation();
            throw JsonInput.invalid("the body is not JSON"
                    + (place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr()));
        } finally {
            BODY_BYTES.release((int) announced);
        }
    }

    void answer(int status, Writer writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writer.write(json);
        }
        answer(status, "application/json", bytes);
    }

    void answerText(String contentType, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        answer(200, contentType, bytes);
    }

    void header(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /** Begins a stream of server-sent events. */
    EventStream stream() throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, 0);
        return new EventStream(exchange.getResponseBody(), JSON);
    }

    private void answer(int status, String contentType, ByteArrayOutputStream bytes) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.size());
        try (OutputStream body = exchange.getResponseBody()) {
            bytes.writeTo(body);
        }
    }

    private static ProblemException tooLarge() {
        return ProblemException.of(
                Category.TOO_LARGE,
                "body-too-large",
                "the body has more than " + MAX_BODY_BYTES + " bytes; send fewer or shorter texts");
    }

    private static void drain(InputStream body) throws IOException {
        byte[] sink = new byte[1 << 16];
        long total = 0;
        for (int read = body.read(sink); read >= 0 && total < MAX_DRAINED_BYTES; read = body.read(sink)) {
            total += read;
        }
    }
}
