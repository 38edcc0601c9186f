package io.millrace.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.core.document.Digest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event of ours, ready to be written.
 *
 * @param id deterministic: f(type, document, sequence, version, batch), so that doing the same again says the same again
 * @param type what happened
 * @param source who says so, such as {@code /millrace/chunking}
 * @param subject id of the document or question; also the partition key, so that one document stays in order
 * @param time when it was said
 * @param context what it takes over from the event that caused it
 * @param payload its data
 */
public record EventEnvelope(
        String id, EventType type, String source, String subject, Instant time, EventContext context, Record payload) {

    /** The extension that names the tenant. */
    public static final String TENANT = "tenant";
    /** The extension by which brokers keep the order. */
    public static final String PARTITION_KEY = "partitionkey";
    /** The extension of W3C Trace Context. */
    public static final String TRACEPARENT = "traceparent";
    /** The extension that counts how many functions an event's ancestors went through. */
    public static final String HOPS = "hops";

    /** An event that follows from another, with the id that its content gives it. */
    public static EventEnvelope of(EventType type, Record payload, String function, EventContext context) {
        String subject = switch (payload) {
            case DocumentEvent document -> document.document();
            case QuestionEvent question -> question.id();
            case NotificationRefused refused -> Digest.of(refused.record());
            case ReindexRequested reindex -> Digest.of(reindex.tenant(), String.valueOf(reindex.scope()));
            default -> throw new IllegalArgumentException(payload.getClass() + " is no payload of ours");
        };
        return new EventEnvelope(
                id(type, payload, subject), type, "/millrace/" + function, subject, Instant.now(), context, payload);
    }

    private static String id(EventType type, Record payload, String subject) {
        return switch (payload) {
            case ChunksPrepared chunks ->
                Digest.of(type.type(), subject, chunks.sequence(), chunks.version(), Integer.toString(chunks.batch()));
            case DocumentIndexed indexed -> Digest.of(type.type(), subject, indexed.sequence(), indexed.version());
            case ReindexRequested reindex ->
                Digest.of(type.type(), subject, String.valueOf(reindex.run()), String.valueOf(reindex.page()));
            case DocumentEvent document -> Digest.of(type.type(), subject, document.sequence());
            default -> Digest.of(type.type(), subject);
        };
    }

    /** The extensions, by name. */
    public Map<String, String> extensions() {
        Map<String, String> extensions = new LinkedHashMap<>();
        extensions.put(TENANT, context.tenant());
        extensions.put(PARTITION_KEY, subject);
        extensions.put(TRACEPARENT, context.traceparent());
        extensions.put(HOPS, Integer.toString(context.hops()));
        return extensions;
    }

    /** The payload as JSON. */
    public String json() {
        try {
            return ContractJson.mapper().writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(type + " can't be written as JSON", e);
        }
    }
}
