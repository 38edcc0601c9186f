package io.millrace.broker;

import java.net.URI;
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
     * @param retryable whether the broker would try again
     * @param reason in words
     * @param extensions what a dead letter says of it
     */
    record Refused(@Nullable Integer status, boolean retryable, String reason, Map<String, String> extensions)
            implements Outcome {

        public Refused {
            extensions = Map.copyOf(extensions);
        }

        static Refused finallyBecause(URI subscriber, String reason) {
            return new Refused(null, false, reason, Map.of(ErrorExtensions.DEST, subscriber.toString()));
        }
    }
}
