package io.millrace.deployer;

import java.time.Duration;

/** Time that passes only while someone waits, and lets something happen then. */
final class FakePace implements Pace {

    private final Runnable meanwhile;
    private long nanos;

    FakePace(Runnable meanwhile) {
        this.meanwhile = meanwhile;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(Duration time) {
        nanos += time.toNanos();
        meanwhile.run();
    }

    Duration passed() {
        return Duration.ofNanos(nanos);
    }
}
