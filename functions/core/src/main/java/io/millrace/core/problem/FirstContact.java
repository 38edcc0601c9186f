package io.millrace.core.problem;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * The first time that a process reaches a server. What keeps a cluster's NetworkPolicies learns of a new pod only once it runs, and until then has it refused by what it may reach; a function that
 * starts in half a second is there before. So who is refused tries again, for a few seconds, until it has been let in once. After that a refusal means what it says. Safe for use by many threads.
 *
 * <p>By hand, since a library of retries would be loaded at each cold start for what few of them need.
 */
public final class FirstContact {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long SHORTEST_PAUSE_MILLIS = 25;
    private static final long LONGEST_PAUSE_MILLIS = 400;

    private final Duration patience;
    private volatile boolean awaited = true;

    /** With a server that has not been reached yet. */
    public FirstContact() {
        this(PATIENCE);
    }

    FirstContact(Duration patience) {
        this.patience = patience;
    }

    /** Something that reaches the server or fails. */
    @FunctionalInterface
    public interface Attempt<T, X extends Exception> {
        T make() throws X;
    }

    /**
     * Makes an attempt, again where it was refused and none has succeeded yet.
     *
     * @param refused whether a failure means that the server was not reached, and nothing was done
     * @throws X as the last attempt did
     */
    public <T, X extends Exception> T make(Attempt<T, X> attempt, Predicate<Exception> refused) throws X {
        long began = System.nanoTime();
        long pause = SHORTEST_PAUSE_MILLIS;
        while (true) {
            try {
                T made = attempt.make();
                awaited = false;
                return made;
            } catch (Exception e) {
                boolean again = awaited && refused.test(e) && System.nanoTime() - began < patience.toNanos();
                if (!again || !slept(pause)) {
                    awaited = false;
                    throw e;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private static boolean slept(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
