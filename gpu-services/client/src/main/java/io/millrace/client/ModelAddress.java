package io.millrace.client;

import dev.failsafe.CircuitBreaker;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One of the addresses of a model: how many calls it has now, whether it has failed of late, and until when it asked to be left alone. It is passed over after three
 * failures in a row for {@code pause}; then one call tries it. Safe for use by many threads.
 */
final class ModelAddress {

    private static final int FAILURES = 3;

    /** However long a server asks to be left alone. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private final String base;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final CircuitBreaker<Object> breaker;

    /** By {@link System#nanoTime}; {@link #resting} tells whether it counts. */
    private volatile long rests;

    private volatile boolean resting;

    ModelAddress(URI base, Duration pause) {
        String text = base.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.breaker = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES)
                .withSuccessThreshold(1)
                .withDelay(pause)
                .build();
    }

    String url(String path) {
        return base + path;
    }

    int inFlight() {
        return inFlight.get();
    }

    /** Whether it may be chosen. Where it does, the call's outcome has to be told by {@link #well}, {@link #failed} or {@link #unknown}. */
    boolean admits() {
        return !isResting() && breaker.tryAcquirePermit();
    }

    private boolean isResting() {
        if (resting && System.nanoTime() - rests >= 0) {
            resting = false;
        }
        return resting;
    }

    void entered() {
        inFlight.incrementAndGet();
    }

    void left() {
        inFlight.decrementAndGet();
    }

    /** It answered, whatever it said. */
    void well() {
        if (breaker.isOpen()) {
            // It was asked for want of another.
            breaker.close();
        } else {
            breaker.recordSuccess();
        }
    }

    /** It did not answer, or failed on its own. */
    void failed() {
        breaker.recordFailure();
    }

    /** The caller left before it could answer. Where this was the call that tried it, another has to. */
    void unknown() {
        if (breaker.isHalfOpen()) {
            breaker.recordFailure();
        }
    }

    /** It asks to be left alone for so long. */
    void rest(Duration time) {
        Duration bounded = time.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : time;
        rests = System.nanoTime() + bounded.toNanos();
        resting = true;
    }
}
