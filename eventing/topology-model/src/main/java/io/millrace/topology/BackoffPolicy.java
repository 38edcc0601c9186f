package io.millrace.topology;

import java.time.Duration;

/** How the waits before retries grow, over n. The Kafka broker counts n from 1, the in-memory one from 0 (measured). */
public enum BackoffPolicy {
    /** d·n. */
    LINEAR {
        @Override
        long factor(int n) {
            return n;
        }
    },
    /** d·2ⁿ. */
    EXPONENTIAL {
        @Override
        long factor(int n) {
            return 1L << Math.min(n, 40);
        }
    };

    /** The longest wait; Kubernetes objects can ask for more than a clock can count. */
    private static final double MAX_WAIT_MILLIS = 7 * 86_400_000.0;

    abstract long factor(int n);

    /** The wait for this n. */
    public Duration wait(Duration delay, int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n is at least 0, but is " + n);
        }
        double millis = (double) delay.toMillis() * factor(n);
        return Duration.ofMillis((long) Math.min(millis, MAX_WAIT_MILLIS));
    }
}
