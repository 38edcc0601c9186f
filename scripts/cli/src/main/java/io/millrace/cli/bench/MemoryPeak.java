package io.millrace.cli.bench;

import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.RefusedException;
import io.millrace.cli.client.ResidentMemory;
import io.millrace.cli.client.UnreachableException;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The most resident memory of a Millrace while this is open, looked at once a second. */
final class MemoryPeak implements AutoCloseable {

    private final MillraceClient client;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("memory-peak").factory());
    private volatile OptionalDouble most = OptionalDouble.empty();

    MemoryPeak(MillraceClient client) {
        this.client = client;
        var _ = looks.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
    }

    private synchronized void look() {
        try {
            ResidentMemory.megabytes(client.status())
                    .ifPresent(now -> most = OptionalDouble.of(Math.max(most.orElse(0), now)));
        } catch (UnreachableException | RefusedException e) {
            // The next look tells; what ends the run is said there.
            return;
        }
    }

    /** Looks once more; empty where the status does not tell. */
    OptionalDouble megabytes() {
        look();
        return most;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
