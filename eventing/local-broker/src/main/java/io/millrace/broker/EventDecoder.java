package io.millrace.broker;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.jackson.JsonFormat;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a CloudEvent from an HTTP message, in binary or structured mode (CloudEvents HTTP binding 1.0.2 §3). Checks what both brokers check (measured):
 * percent-encoding isn't decoded, version 0.3 is taken.
 */
final class EventDecoder {

    private static final String PREFIX = "ce-";
    private static final String SPEC_VERSION = "ce-specversion";
    private static final String STRUCTURED = "application/cloudevents";
    private static final String BATCH = "application/cloudevents-batch";

    /** More than fit into a request's headers; only a structured event can have them. */
    private static final int MAX_ATTRIBUTES = 10_000;

    private static final JsonFormat JSON = new JsonFormat();

    private EventDecoder() {}

    /** Whether a message says of itself that it is an event, rightly or not. */
    static boolean claimsToBeEvent(MultiMap headers) {
        return headers.contains(SPEC_VERSION) || contentType(headers).startsWith(STRUCTURED);
    }

    /**
     * Reads one event.
     *
     * @throws ProblemException code {@code event-invalid} when the message isn't a valid event
     */
    static Event decode(MultiMap headers, Buffer body) {
        String contentType = contentType(headers);
        if (contentType.startsWith(BATCH)) {
            throw invalid("it is a batch: send one event per request");
        }
        Event event = contentType.startsWith(STRUCTURED) ? structured(contentType, body) : binary(headers, body);
        validate(event);
        return event;
    }

    private static Event binary(MultiMap headers, Buffer body) {
        if (!headers.contains(SPEC_VERSION)) {
            throw invalid("it has no header ce-specversion and isn't " + STRUCTURED + "+json");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            if (name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
                attributes.put(name.substring(PREFIX.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
        if (contentType != null) {
            attributes.put("datacontenttype", contentType);
        }
        return new Event(attributes, body.getBytes());
    }

    private static Event structured(String contentType, Buffer body) {
        String format = contentType.split(";", 2)[0].strip();
        if (!format.equals(STRUCTURED) && !format.equals(STRUCTURED + "+json")) {
            throw invalid("its format '" + shown(format) + "' isn't known: send " + STRUCTURED + "+json");
        }
        try {
            CloudEvent event = JSON.deserialize(body.getBytes());
            Map<String, String> attributes = new LinkedHashMap<>();
            event.getAttributeNames().forEach(name -> put(name, event.getAttribute(name), attributes));
            event.getExtensionNames().forEach(name -> put(name, event.getExtension(name), attributes));
            CloudEventData data = event.getData();
            return new Event(attributes, data == null ? new byte[0] : data.toBytes());
        } catch (RuntimeException e) {
            // whatever the library stumbles over (JSON's null gives a NullPointerException) is the sender's fault
            throw invalid("its JSON envelope can't be read");
        }
    }

    private static void put(String name, @Nullable Object value, Map<String, String> attributes) {
        if (value != null) {
            attributes.put(name, value.toString());
        }
    }

    private static void validate(Event event) {
        Map<String, String> attributes = event.attributes();
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw invalid("it has " + attributes.size() + " attributes: send at most " + MAX_ATTRIBUTES);
        }
        for (String required : new String[] {"specversion", "id", "source", "type"}) {
            if (!attributes.containsKey(required)) {
                throw invalid("it has no attribute '" + required + "'");
            }
        }
        String version = event.attribute("specversion");
        if (!knownVersion(version)) {
            throw invalid("its specversion is '" + shown(version) + "': send 1.0");
        }
        for (String name : attributes.keySet()) {
            if (!validName(name)) {
                throw invalid("'" + shown(name) + "' is no attribute name: use lower-case letters and digits");
            }
        }
        uriReference("source", event);
        uriReference("dataschema", event);
        String time = event.attribute("time");
        try {
            if (!time.isEmpty()) {
                OffsetDateTime.parse(time);
            }
        } catch (DateTimeException e) {
            throw invalid("its time '" + shown(time) + "' is no RFC 3339 timestamp");
        }
    }

    private static void uriReference(String name, Event event) {
        try {
            new URI(event.attribute(name));
        } catch (URISyntaxException e) {
            throw invalid("its " + name + " '" + shown(event.attribute(name)) + "' is no URI reference");
        }
    }

    static boolean knownVersion(String version) {
        return version.equals("1.0") || version.equals("0.3");
    }

    static boolean validName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static String shown(String value) {
        return value.length() <= 80 ? value : value.substring(0, 80) + "…";
    }

    private static String contentType(MultiMap headers) {
        String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
        return contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    }

    private static ProblemException invalid(String why) {
        return ProblemException.of(
                Category.INVALID, "event-invalid", "The request is not a valid CloudEvent: " + why + ".");
    }
}
