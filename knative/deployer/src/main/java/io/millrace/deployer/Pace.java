package io.millrace.deployer;

import java.time.Duration;
import java.time.Instant;

/** Time, for what waits; another one in tests. */
interface Pace {

    long nanos();

    /** What a clock on the wall says, for names. */
    Instant now();

    void pause(Duration time);

    static Pace real() {
        return new Pace() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public Instant now() {
                return Instant.now();
            }

            @Override
            public void pause(Duration time) {
                try {
                    Thread.sleep(time);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new DeployFailure(DeployFailure.Kind.FAILED, "interrupted while waiting");
                }
            }
        };
    }
}
