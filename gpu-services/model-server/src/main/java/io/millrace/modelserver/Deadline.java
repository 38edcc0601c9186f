package io.millrace.modelserver;

import java.time.Duration;

/**
 * Until when somebody waits for an answer.
 *
 * @param nanoTime by {@link System#nanoTime}
 * @param bounded false where nobody said; {@code nanoTime} means nothing then
 */
record Deadline(long nanoTime, boolean bounded) {

    static final Deadline NONE = new Deadline(0, false);

    /** @param began by {@link System#nanoTime} */
    static Deadline of(long began, Duration timeout) {
        return new Deadline(began + timeout.toNanos(), true);
    }

    static Deadline in(Duration timeout) {
        return of(System.nanoTime(), timeout);
    }

    boolean passed() {
        return bounded && nanosLeft() <= 0;
    }

    /** Negative once it has passed; the most there is where nobody said. */
    long nanosLeft() {
        return bounded ? nanoTime - System.nanoTime() : Long.MAX_VALUE;
    }
}
