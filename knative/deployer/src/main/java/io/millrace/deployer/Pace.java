package io.millrace.deployer;

import java.time.Duration;

/** Time, for what waits; another one in tests. */
interface Pace {

    long nanos();

    void pause(Duration time);

    static Pace real() {
        return new Pace() {
            @Override
            public long nanos() {
                return System.nanoTime();
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
