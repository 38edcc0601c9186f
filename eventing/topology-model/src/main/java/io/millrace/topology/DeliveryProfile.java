package io.millrace.topology;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.Locale;

/** Which of Knative's brokers a topology is read for, and delivered by. */
public enum DeliveryProfile {
    /** The Kafka broker. A Trigger's delivery and its Broker's are merged field by field. */
    KAFKA(1),

    /** The channel-based broker with in-memory channels. A Trigger's delivery replaces its Broker's. */
    MT(0);

    private final int firstStep;

    DeliveryProfile(int firstStep) {
        this.firstStep = firstStep;
    }

    DeliveryMerge merge() {
        return switch (this) {
            case KAFKA -> new FieldByField();
            case MT -> new WholeReplaced();
        };
    }

    /**
     * Reads {@code kafka} or {@code mt}.
     *
     * @throws ProblemException code {@code profile-unknown}
     */
    public static DeliveryProfile of(String name) {
        return switch (name) {
            case "kafka" -> KAFKA;
            case "mt" -> MT;
            default ->
                throw ProblemException.of(
                        Category.INVALID, "profile-unknown", "The profile is '" + name + "': use kafka or mt.");
        };
    }

    /** The wait before the given retry, where 1 is the first: the Kafka broker starts with d·2 or d, the channel-based one with d or nothing (measured). */
    public Duration wait(Delivery delivery, int retryNumber) {
        return delivery.backoffPolicy().wait(delivery.backoffDelay(), retryNumber - 1 + firstStep);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
