package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.sun.net.httpserver.HttpExchange;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request and its answer. */
final class HttpCall implements AutoCloseable {

    /** The largest body. */
    static final int MAX_BODY_BYTES = 16 << 20;

    /** The longest string in a body, in UTF-16 units. */
    static final int MAX_TEXT_CHARACTERS = 1_000_000;

    /** How much of a body that is too large is read all the same, so that the caller sees the answer and not a broken connection. */
    private static final int MAX_DRAINED_BYTES = 64 << 20;

    /** Milliseconds that the caller waits, as ours say it. */
    private static final String TIMEOUT = "X-Request-Timeout-Ms";

    /** The same as Envoy tells it to whom it calls. */
    private static final String ENVOY_TIMEOUT = "x-envoy-expected-rq-timeout-ms";

    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,9}");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(MAX_TEXT_CHARACTERS)
                    .maxNestingDepth(32)
                    .build())
            .build();

    private final HttpExchange exchange;
    private final BodyMemory memory;
    private final long began;
    private BodyMemory.@Nullable Share share;
    private int requestBytes;
    private long responseBytes = -1;
    private int texts = -1;
    private int tokens = -1;

    /** @param began by {@link System#nanoTime} */
    HttpCall(HttpExchange exchange, BodyMemory memory, long began) {
        this.exchange = exchange;
        this.memory = memory;
        this.began = began;
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

    /** Until when the caller waits: the earlier of what the two headers say, from when the request came. */
    Deadline deadline() {
        Deadline ours = deadline(TIMEOUT);
        Deadline envoys = deadline(ENVOY_TIMEOUT);
        return ours.nanosLeft() <= envoys.nanosLeft() ? ours : envoys;
    }

    private Deadline deadline(String header) {
        String millis = requestHeader(header);
        if (millis == null) {
            return Deadline.NONE;
        }
        if (!MILLIS.matcher(millis).matches()) {
            throw JsonInput.invalid("the header " + header + " must be a whole number of milliseconds");
        }
        long allowed = Long.parseLong(millis);
        // Envoy says 0 where it waits for ever.
        return allowed == 0 ? Deadline.NONE : Deadline.of(began, Duration.ofMillis(allowed));
    }

    /**
     * The body, which must be one JSON value; INVALID or TOO_LARGE where it is not, or is more than we take; BUSY where there is no room for it. The room is
     * taken until {@link #close}: as long as its texts wait, they are in memory.
     */
    <T> T read(Reader<T> reader) throws IOException {
        InputStream in = exchange.getRequestBody();
        BoundedBody body;
        try {
            body = new BoundedBody(in, MAX_BODY_BYTES, room());
        } catch (ProblemException e) {
            drain(in);
            throw e;
        }
        try (JsonParser json = JSON.createParser((InputStream) body)) {
            json.nextToken();
            T value = reader.read(json);
            if (json.nextToken() != null) {
                throw JsonInput.invalid("the body goes on after its JSON object");
            }
            return value;
        } catch (StreamConstraintsException e) {
            drain(in);
            throw ProblemException.of(
                    Category.TOO_LARGE,
                    "text-too-long",
                    "a text has more than " + MAX_TEXT_CHARACTERS
                            + " characters, or the JSON nests too deep; send less");
        } catch (BoundedBody.ExceededException e) {
            drain(in);
            throw tooLarge();
        } catch (JsonProcessingException e) {
            // Its message may quote the body, which may be document text.
            JsonLocation place = e.getLocation();
            throw JsonInput.invalid("the body is not JSON"
                    + (place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr()));
        } catch (ProblemException e) {
            drain(in);
            throw e;
        } finally {
            requestBytes = body.count();
            body.whole();
        }
    }

    private BodyMemory.Share room() {
        String length = requestHeader("Content-Length");
        long announced = length == null ? 0 : Long.parseLong(length);
        if (announced > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        BodyMemory.Share taken = memory.share((int) announced);
        share = taken;
        return taken;
    }

    /** For the log: how many texts the request had, and how many tokens of them were read. */
    void counted(int ofTexts, int ofTokens) {
        texts = ofTexts;
        tokens = ofTokens;
    }

    @Nullable
    String requestHeader(String name) {
        return exchange.getRequestHeaders().getFirst(name);
    }

    String path() {
        return exchange.getRequestURI().getPath();
    }

    String method() {
        return exchange.getRequestMethod();
    }

    /** −1 where none was sent. */
    int status() {
        return exchange.getResponseCode();
    }

    int requestBytes() {
        return requestBytes;
    }

    /** −1 for a stream, whose bytes are not counted. */
    long responseBytes() {
        return responseBytes;
    }

    /** −1 where nothing was computed. */
    int texts() {
        return texts;
    }

    /** −1 where nothing was computed. */
    int tokens() {
        return tokens;
    }

    long nanosSoFar() {
        return System.nanoTime() - began;
    }

    /** Gives back the room that the body had. */
    @Override
    public void close() {
        if (share != null) {
            share.close();
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
        responseBytes = bytes.size();
        exchange.sendResponseHeaders(status, bytes.size());
        try (OutputStream body = exchange.getResponseBody()) {
            bytes.writeTo(body);
        }
    }

    /** OpenAI's error object. */
    static void writeError(JsonGenerator json, Problem problem) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("error");
        json.writeStringField("message", problem.detail());
        json.writeStringField("type", problem.category().status() < 500 ? "invalid_request_error" : "server_error");
        json.writeNullField("param");
        json.writeStringField("code", problem.code());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static ProblemException tooLarge() {
        return ProblemException.of(
                Category.TOO_LARGE,
                "body-too-large",
                "the body has more than " + MAX_BODY_BYTES + " bytes; send fewer or shorter texts");
    }

    private static void drain(InputStream body) throws IOException {
        byte[] sink = new byte[1 << 13];
        long total = 0;
        for (int read = body.read(sink); read >= 0 && total < MAX_DRAINED_BYTES; read = body.read(sink)) {
            total += read;
        }
    }
}
