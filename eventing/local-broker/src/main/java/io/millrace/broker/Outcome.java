package io.millrace.broker;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one attempt at delivery ended. */
sealed interface Outcome {

    /** Taken, and no event came back. */
    record Taken() implements Outcome {}

    /** Taken, and this event came back. */
    record Replied(Event event) implements Outcome {}

    /** The subscriber's model Service is away: it can't take any event now, which says nothing about this one. */
    record ModelAway() implements Outcome {}

    /**
     * Not taken.
     *
     * @param status the HTTP status, or null where there was none, or it says nothing (a 2xx with a body that is no event)
     * @param retryable whether the Kafka broker would try again
     * @param reason in words
     * @param body the first bytes of the answer; empty for none
     * @param extensions attributes for the dead letter that the subscriber asked for with {@code Kne-} headers
     */
    record Refused(
            @Nullable Integer status, boolean retryable, String reason, String body, Map<String, String> extensions)
            implements Outcome {

        /** How much of an answer is kept. */
        static final int MAX_BODY_BYTES = 1024;

        public Refused {
            extensions = Map.copyOf(extensions);
        }

        static Refused unanswered(String reason) {
            return new Refused(null, true, reason, "", Map.of());
        }

        static Refused finallyBecause(String reason) {
            return new Refused(null, false, reason, "", Map.of());
        }
    }
}
