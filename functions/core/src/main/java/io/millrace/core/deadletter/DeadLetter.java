package io.millrace.core.deadletter;

import io.millrace.core.document.Digest;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event that a function could not process, as it arrived, and why.
 *
 * @param id names it: the same event that fails at the same place again is the same dead letter
 * @param attributes the event's, extensions included
 * @param contentType of its data; null for none
 * @param dataBase64 its data
 * @param destination where it could not be delivered
 * @param status the last answer's HTTP status; null where there was none
 * @param reason in the function's words where it gave any
 * @param time when it failed for good
 */
public record DeadLetter(
        String id,
        Map<String, String> attributes,
        @Nullable String contentType,
        String dataBase64,
        URI destination,
        @Nullable Integer status,
        String reason,
        Instant time) {

    public DeadLetter {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** The id of an event's dead letter at a place. */
    public static String idOf(String source, String eventId, URI destination) {
        return Digest.of("dead-letter", source, eventId, destination.toString());
    }

    /** An attribute; empty where it has none. */
    public String attribute(String name) {
        return attributes.getOrDefault(name, "");
    }

    /** The Service's name within its namespace: the first label of the host. */
    public String function() {
        String host = destination.getHost();
        return host == null ? destination.toString() : host.replaceFirst("\\..*", "");
    }

    /** The same after it failed once more. */
    public DeadLetter failedAgain(@Nullable Integer newStatus, String newReason, Instant at) {
        return new DeadLetter(id, attributes, contentType, dataBase64, destination, newStatus, newReason, at);
    }
}
