package io.millrace.runtime;

import io.millrace.core.index.PassageIndex;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Back-pressure at the doors: queues are on a disk that has an end, so whoever sends more than can be indexed is told to wait. The count is
 * up to a second old, so a few more than the limit may get in.
 */
@Singleton
public class Backlog {

    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    private final Instance<PassageIndex> index;
    private final long maxPending;
    private long pending;
    private long countedNanos = System.nanoTime() - KEPT_NANOS;

    Backlog(Instance<PassageIndex> index, BacklogConfig config) {
        this.index = index;
        this.maxPending = config.maxPending();
    }

    /** @throws ProblemException BUSY, code {@code documents-pending}, while too many documents wait */
    public void requireRoom() {
        long waiting = pending();
        if (waiting >= maxPending) {
            throw ProblemException.of(
                    Category.BUSY,
                    "documents-pending",
                    waiting + " documents wait to be indexed, and more are taken below " + maxPending
                            + "; send it again later");
        }
    }

    private synchronized long pending() {
        long now = System.nanoTime();
        if (now - countedNanos >= KEPT_NANOS) {
            pending = index.get().counts().pending();
            countedNanos = now;
        }
        return pending;
    }
}
