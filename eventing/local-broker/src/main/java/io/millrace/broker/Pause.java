package io.millrace.broker;

/** Tells when a Trigger whose model Service is away may try with one event: after 100 ms, doubled each time up to 2 s. */
final class Pause {

    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 2_000;

    private boolean active;
    private boolean probing;
    private long nextMillis = FIRST_MILLIS;

    boolean active() {
        return active;
    }

    /** Whether one more event may be sent while {@code sending} are. */
    boolean allows(int sending) {
        return !active || (probing && sending == 0);
    }

    /** The model Service is away. Returns the milliseconds after which to call {@link #probe}, or 0 when that call is on its way already. */
    long begin() {
        if (active && !probing) {
            return 0;
        }
        active = true;
        probing = false;
        long wait = nextMillis;
        nextMillis = Math.min(2 * nextMillis, LONGEST_MILLIS);
        return wait;
    }

    void probe() {
        probing = true;
    }

    void end() {
        active = false;
        probing = false;
        nextMillis = FIRST_MILLIS;
    }
}
