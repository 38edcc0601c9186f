package io.millrace.topology;

import java.time.Duration;

/** How the waits before retries grow on the Kafka broker, where both count from 1 (measured; the in-memory broker counts from 0). */
public enum BackoffPolicy {
    /** d·n. */
    LINEAR {
        @Override
        long factor(int retry) {
            return retry;
        }
    },
    /** d·2ⁿ. */
    EXPONENTIAL {
        @Override
        long factor(int retry) {
            return 1L << Math.min(retry, 40);
        }
    };

    /** The longest wait; Kubernetes objects can ask for more than a clock can count. */
    private static final double MAX_WAIT_MILLIS = 7 * 86_400_000.0;

    abstract long factor(int retry);

    /** The wait before the given retry, where 1 is the first. */
    public Duration wait(Duration delay, int retry) {
        if (retry < 1) {
            throw new IllegalArgumentException("retries count from 1, but got " + retry);
        }
        double millis = (double) delay.toMillis() * factor(retry);
        return Duration.ofMillis((long) Math.min(millis, MAX_WAIT_MILLIS));
    }
}
