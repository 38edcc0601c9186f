package io.millrace.deployer;

import java.time.Duration;
import java.time.Instant;

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
    public Instant now() {
        return Instant.parse("2026-12-01T02:41:00Z").plusNanos(nanos);
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
