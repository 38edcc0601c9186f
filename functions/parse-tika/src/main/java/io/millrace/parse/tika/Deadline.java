package io.millrace.parse.tika;

import java.time.Duration;

/** A moment by which something must be done. */
record Deadline(long nanoTime) {

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    Deadline earlierBy(Duration time) {
        return new Deadline(nanoTime - time.toNanos());
    }

    /** Zero once it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    /** What is left, at most {@code most}. */
    Duration left(Duration most) {
        Duration left = left();
        return left.compareTo(most) < 0 ? left : most;
    }

    boolean isOver() {
        return left().isZero();
    }
}
