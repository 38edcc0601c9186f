package io.millrace.capture;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import io.millrace.core.problem.ProblemException;
import io.millrace.source.row.MappingFailures;
import java.io.IOException;
import java.time.Duration;

/** Does things again until whoever is away is back: the database, the broker or the ledger's store. */
final class Patience {

    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration LATER = Duration.ofSeconds(10);

    private final Progress progress;
    private final RetryPolicy<Object> policy;
    /** Whether it is this one that waits. */
    private volatile boolean waiting;

    /** @param progress hears of who is waited for */
    Patience(Progress progress) {
        this.progress = progress;
        this.policy = RetryPolicy.builder()
                .handleIf(Patience::passes)
                .withBackoff(SOON, LATER)
                .withMaxRetries(-1)
                .onRetry(event -> {
                    waiting = true;
                    progress.waiting(Reasons.of(event.getLastException()));
                })
                .build();
    }

    /** @throws ProblemException that does not pass by itself */
    <T> T persist(CheckedSupplier<T> action) throws InterruptedException {
        try {
            T done = Failsafe.with(policy).get(action);
            if (waiting) {
                waiting = false;
                progress.resumed();
            }
            return done;
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw (InterruptedException) new InterruptedException("the capture ends").initCause(e);
            }
            throw new IllegalStateException(Reasons.of(e), e);
        }
    }

    /** A table that the mapping has otherwise than the database passes by a person's hand alone, and is no reason to hold up the other tables. */
    private static boolean passes(Throwable failure) {
        return failure instanceof IOException
                || (failure instanceof ProblemException known
                        && known.problem().category().retryable()
                        && !isMappingWrong(known));
    }

    /** Whether it is a table's mapping, or a grant on it, that a person has to correct. */
    static boolean isMappingWrong(ProblemException failure) {
        return failure.problem().code().equals(MappingFailures.CODE);
    }
}
