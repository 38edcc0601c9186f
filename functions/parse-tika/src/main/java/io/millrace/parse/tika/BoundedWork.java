package io.millrace.parse.tika;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs work in threads of its own and waits for it no longer than allowed. Work that does not heed the interrupt keeps its place, so
 * that documents that hang can't use more than these threads.
 */
final class BoundedWork {

    private static final long STACK_BYTES = 4L << 20;

    private final Semaphore places;
    private final Duration timeout;

    BoundedWork(int places, Duration timeout) {
        this.places = new Semaphore(places);
        this.timeout = timeout;
    }

    <T> T run(Callable<T> work) throws Exception {
        if (!places.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw ProblemException.of(
                    Category.BUSY, "parser-busy", "All threads for reading documents are in use. Try again later.");
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform()
                .daemon()
                .name("millrace-parse")
                .stackSize(STACK_BYTES)
                .start(() -> {
                    try {
                        task.run();
                    } finally {
                        places.release();
                    }
                });
        try {
            return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Verdict.TIMEOUT.of("more than " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        } finally {
            task.cancel(true);
        }
    }
}
