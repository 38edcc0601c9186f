package io.millrace.broker;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that could not be delivered, without its data.
 *
 * @param id names the dead letter; a later one's is larger
 * @param eventId the event's own id
 * @param function the subscriber's name, or its address where it has none
 * @param attempts how often the event was sent
 * @param status the last answer's HTTP status, or null where there was none
 * @param reason in the subscriber's words where it gave any, at most 1 KiB
 * @param sink what became of it at the dead-letter sink
 */
public record DeadLetter(
        long id,
        String eventId,
        String type,
        String source,
        String subject,
        String tenant,
        String trigger,
        String function,
        int attempts,
        @Nullable Integer status,
        String reason,
        Instant time,
        Sink sink) {

    /** The state at the dead-letter sink. */
    public sealed interface Sink {
        /** There is no dead-letter sink. */
        record None() implements Sink {}

        /** It is being delivered. */
        record Pending() implements Sink {}

        /** The sink took it. */
        record Delivered() implements Sink {}

        /** The sink did not take it; the dead letter is kept nevertheless. */
        record Failed(String reason) implements Sink {}
    }

    DeadLetter with(Sink newSink) {
        return new DeadLetter(
                id, eventId, type, source, subject, tenant, trigger, function, attempts, status, reason, time, newSink);
    }
}
