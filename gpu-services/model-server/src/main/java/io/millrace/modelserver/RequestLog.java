package io.millrace.modelserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A line of JSON for each request: what it cost and how it ended, never what it said. A path or id that is not of the usual form may say something, so it is left out. */
final class RequestLog {

    private static final JsonFactory JSON = new JsonFactory();
    private static final double NANOS_A_MILLI = 1e6;
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,64}");

    /** W3C Trace Context §3.2: version, trace, parent, flags. */
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private final @Nullable PrintStream out;
    private final InstantSource clock;

    /** @param out null writes nothing */
    RequestLog(@Nullable PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** @param route the path, or {@code other} */
    void answered(HttpCall call, String route) throws IOException {
        if (out == null) {
            return;
        }
        StringWriter line = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", clock.instant().toString());
            json.writeStringField("event", "request");
            json.writeStringField("method", METHODS.contains(call.method()) ? call.method() : "other");
            json.writeStringField("path", route);
            json.writeNumberField("status", call.status());
            json.writeNumberField("millis", call.nanosSoFar() / NANOS_A_MILLI);
            json.writeNumberField("request_bytes", call.requestBytes());
            number(json, "response_bytes", call.responseBytes());
            number(json, "texts", call.texts());
            number(json, "tokens", call.tokens());
            matched(json, "request_id", ID, call.requestHeader("X-Request-Id"), 0);
            matched(json, "trace_id", TRACE, call.requestHeader("traceparent"), 1);
            json.writeEndObject();
        }
        out.println(line);
    }

    private static void number(JsonGenerator json, String name, long value) throws IOException {
        if (value >= 0) {
            json.writeNumberField(name, value);
        }
    }

    private static void matched(JsonGenerator json, String name, Pattern form, @Nullable String value, int group)
            throws IOException {
        Matcher matcher = form.matcher(value == null ? "" : value);
        if (matcher.matches()) {
            json.writeStringField(name, matcher.group(group));
        }
    }
}
