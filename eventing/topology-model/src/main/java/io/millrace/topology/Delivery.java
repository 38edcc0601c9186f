package io.millrace.topology;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a Trigger's events are delivered, after its own delivery and its Broker's were merged.
 *
 * @param retry how many times more after the first attempt
 * @param backoffDelay the d of {@link BackoffPolicy}
 * @param timeout how long one attempt may take, or null for the broker's own limit
 * @param deadLetterSink where an event goes that could not be delivered, or null for nowhere
 */
public record Delivery(
        int retry,
        BackoffPolicy backoffPolicy,
        Duration backoffDelay,
        @Nullable Duration timeout,
        @Nullable Destination deadLetterSink) {

    /** What holds where neither Trigger nor Broker says anything (Knative's {@code config-br-defaults}). */
    public static final Delivery CLUSTER_DEFAULT =
            new Delivery(10, BackoffPolicy.EXPONENTIAL, Duration.ofMillis(200), null, null);

    public Delivery {
        if (retry < 0) {
            throw new IllegalArgumentException("retry must be at least 0, but is " + retry);
        }
        if (backoffDelay.isNegative()) {
            throw new IllegalArgumentException("backoffDelay must not be negative, but is " + backoffDelay);
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive, but is " + timeout);
        }
    }

    /** How often an event is sent at most. */
    public int attempts() {
        return retry + 1;
    }

    /** The wait before the given retry, where 1 is the first, on the Kafka broker; {@link DeliveryProfile#wait} knows both. */
    public Duration wait(int retryNumber) {
        return backoffPolicy.wait(backoffDelay, retryNumber);
    }

    /** The time limit of one attempt, where one is declared. */
    public Optional<Duration> timeoutIfSet() {
        return Optional.ofNullable(timeout);
    }

    /** The dead-letter sink, where one is declared. */
    public Optional<Destination> deadLetterSinkIfSet() {
        return Optional.ofNullable(deadLetterSink);
    }
}
