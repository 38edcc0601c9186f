package io.millrace.cli.ingest;

import io.millrace.cli.client.MillraceClient;
import io.millrace.cli.client.ReindexRunView;
import io.millrace.cli.session.CliFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Waits for the end of a reindex run, and of what it announced. */
public record ReindexCompletion(MillraceClient client) {

    private static final Duration WITHOUT_PROGRESS = Duration.ofMinutes(3);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /**
     * Returns when the run has ended.
     *
     * @throws CliFailure FAILED where it makes no progress, or another has taken its place
     */
    public ReindexRunView await(ReindexRunView begun) {
        ReindexRunView run = begun;
        while (!run.done()) {
            run = client.reindexRun(begun.scope(), WAIT);
            if (!run.run().equals(begun.run())) {
                throw new CliFailure(
                        CliFailure.FAILED, "the run was overtaken by another, as it made no progress: ask again");
            }
            if (!run.done()
                    && Instant.parse(run.touchedAt()).plus(WITHOUT_PROGRESS).isBefore(Instant.now())) {
                throw new CliFailure(
                        CliFailure.FAILED,
                        "the run makes no progress since " + run.touchedAt()
                                + ": see 'millrace dead-letters list', then ask again");
            }
        }
        return run;
    }

    /** Returns when nothing is under way any more. What a run announced is pending from then on, so nothing is missed. */
    public void awaitSettled() {
        while (client.status().path("pending").asLong() > 0) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
