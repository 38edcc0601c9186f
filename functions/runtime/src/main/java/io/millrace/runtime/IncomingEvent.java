package io.millrace.runtime;

import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.quarkus.funqy.knative.events.CloudEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event that has been read and found valid.
 *
 * @param source as the sender says; with {@link #id} it tells one event from another
 * @param id as the sender says
 * @param time when it happened; now where the sender does not say
 * @param context what its replies hand on
 * @param payload its data
 */
public record IncomingEvent<T>(String source, String id, Instant time, EventContext context, T payload) {

    /** W3C Trace Context §3.2.2, in which ids of nothing but zeros are none. */
    static final Pattern TRACEPARENT = Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /**
     * Reads an event as Funqy gives it, which is lax: attributes may be missing, and the data has not been parsed.
     *
     * @throws ProblemException INVALID where an attribute or the data is missing or wrong; UNPROCESSABLE for a loop
     */
    public static <T> IncomingEvent<T> of(CloudEvent<T> event) {
        String id = required("id", event.id());
        String source = required("source", event.source());
        required("type", event.type());
        if (!"1.0".equals(event.specVersion())) {
            throw invalid("event-attribute-invalid", "specversion must be 1.0, but is '" + event.specVersion() + "'");
        }
        OffsetDateTime time = attribute("time", event::time);
        return new IncomingEvent<>(
                source,
                id,
                time == null ? Instant.now() : time.toInstant(),
                context(event.extensions()),
                payload(event));
    }

    private static EventContext context(Map<String, String> extensions) {
        String tenant = extensions.getOrDefault(EventEnvelope.TENANT, DocumentKey.DEFAULT_TENANT);
        EventContext start = EventContext.start(tenant);
        String traceparent = extensions.getOrDefault(EventEnvelope.TRACEPARENT, start.traceparent());
        int hops = hops(extensions.getOrDefault(EventEnvelope.HOPS, "0"));
        return new EventContext(
                tenant, TRACEPARENT.matcher(traceparent).matches() ? traceparent : start.traceparent(), hops);
    }

    private static int hops(String text) {
        int hops;
        try {
            hops = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw invalid("event-attribute-invalid", "the extension hops must be a number, but is '" + text + "'");
        }
        if (hops < 0 || hops > EventContext.MAX_HOPS) {
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "event-loop",
                    "hops is " + hops + ", but a chain of events has at most " + EventContext.MAX_HOPS
                            + ": look for Triggers that feed each other");
        }
        return hops;
    }

    private static <T> T payload(CloudEvent<T> event) {
        T payload;
        try {
            payload = event.data();
        } catch (RuntimeException e) {
            // Whatever Funqy's reader throws, the data is to blame: it throws NullPointerException for an empty body.
            throw new ProblemException(
                    Problems.ofData(e)
                            .orElse(new Problem(
                                    Category.INVALID, "event-data-invalid", "the event's data can't be read as JSON")),
                    e);
        }
        if (payload == null) {
            throw invalid("event-data-missing", "an event of type " + event.type() + " needs data in JSON");
        }
        return payload;
    }

    private static String required(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw invalid("event-attribute-missing", "the event has no " + name + ", which CloudEvents 1.0 requires");
        }
        return value;
    }

    private static @Nullable OffsetDateTime attribute(String name, Supplier<@Nullable OffsetDateTime> value) {
        try {
            return value.get();
        } catch (RuntimeException e) {
            throw new ProblemException(
                    invalid("event-attribute-invalid", "the event's " + name + " is no RFC 3339 time")
                            .problem(),
                    e);
        }
    }

    private static ProblemException invalid(String code, String detail) {
        return ProblemException.of(Category.INVALID, code, detail);
    }
}
