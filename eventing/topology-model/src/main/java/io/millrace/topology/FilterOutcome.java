package io.millrace.topology;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a filter says of an event. The two brokers disagree where the evaluation of a CESQL expression noted errors (an attribute is missing, a cast fails) or
 * gave no boolean: Kafka's goes by the value all the same, the in-memory one delivers nothing. So an outcome keeps both.
 *
 * @param passes whether the event passes on the Kafka broker
 * @param error why the filter failed on the in-memory broker, where the event then does not pass whatever {@code passes} says; null where it did not
 */
public record FilterOutcome(boolean passes, @Nullable String error) {

    /** The event passes, on both brokers. */
    public static final FilterOutcome MATCH = new FilterOutcome(true, null);

    /** The event does not pass, on either. */
    public static final FilterOutcome NO_MATCH = new FilterOutcome(false, null);

    static FilterOutcome of(boolean passes) {
        return passes ? MATCH : NO_MATCH;
    }

    /** Whether the event passes on the broker of this profile. */
    public boolean passes(DeliveryProfile profile) {
        return passes && failure(profile).isEmpty();
    }

    /** Why the filter failed on the broker of this profile, so that the event does not pass; the Kafka broker's never does. */
    public Optional<String> failure(DeliveryProfile profile) {
        return switch (profile) {
            case KAFKA -> Optional.empty();
            case MT -> Optional.ofNullable(error);
        };
    }

    /** An error stays one: what failed says nothing that could be turned around. */
    FilterOutcome negated() {
        return new FilterOutcome(!passes, error);
    }
}
