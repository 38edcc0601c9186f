package io.millrace.local.activator;

import java.time.Duration;

/**
 * What one function's process may be asked at a time, and when it ends.
 *
 * @param concurrency requests at once; 0 for any number
 * @param timeout how long a request may take, from its arrival to the end of its answer
 * @param idle how long the process stays when nothing is asked of it
 */
public record FunctionLimits(int concurrency, Duration timeout, Duration idle) {

    /** Of queue-proxy: for each place ten more may wait. */
    private static final int WAITING_PER_PLACE = 10;

    public FunctionLimits {
        if (concurrency < 0) {
            throw new IllegalArgumentException("concurrency must be 0 or more, but is " + concurrency);
        }
        if (!timeout.isPositive() || !idle.isPositive()) {
            throw new IllegalArgumentException(
                    "timeout and idle must be positive, but are " + timeout + " and " + idle);
        }
    }

    boolean hasPlace(int inside) {
        return concurrency == 0 || inside < concurrency;
    }

    /** Whether one more may wait while {@code inside} are worked on and {@code waiting} wait. */
    boolean mayWait(int inside, int waiting) {
        return concurrency == 0 || inside + waiting < concurrency * (1 + WAITING_PER_PLACE);
    }
}
