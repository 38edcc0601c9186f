package io.millrace.answering;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something that another process may bring about, so there is nothing to be notified by. */
final class Waiting {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private Waiting() {}

    /** Looks until there is something to see, or {@code patience} is over. */
    static <T> Optional<T> upTo(Duration patience, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        Optional<T> seen = look.get();
        while (seen.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            seen = look.get();
        }
        return seen;
    }
}
