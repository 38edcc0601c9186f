package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What was asked for without waiting. */
final class Answers {

    private Answers() {}

    /** Waits; what went wrong is thrown as if it had been asked for here. */
    static <T> T of(CompletionStage<T> asked) {
        try {
            return asked.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof DriverException failure) {
                throw failure.copy();
            }
            throw e;
        }
    }
}
