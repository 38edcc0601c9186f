package io.millrace.client;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The same thing asked twice, the second time only where the first takes long ("The Tail at Scale", Dean and Barroso, 2013). */
final class Hedge {

    private Hedge() {}

    /**
     * The first answer. The other call goes on until the caller cancels it.
     *
     * @throws ProblemException what the last of them failed with
     */
    static <T> T first(Callable<T> call, Duration after) {
        CompletionService<T> calls = new ExecutorCompletionService<>(Thread::startVirtualThread);
        calls.submit(call);
        int running = 1;
        try {
            Future<T> done = calls.poll(after.toNanos(), TimeUnit.NANOSECONDS);
            if (done == null) {
                calls.submit(call);
                running++;
                done = calls.take();
            }
            while (true) {
                running--;
                ProblemException failure = failure(done);
                if (failure == null) {
                    return done.resultNow();
                }
                if (running == 0) {
                    throw failure;
                }
                done = calls.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemException.of(
                                    Category.UNAVAILABLE, "model-unavailable", "the wait for a model was interrupted")
                            .problem(),
                    e);
        }
    }

    private static @Nullable ProblemException failure(Future<?> done) throws InterruptedException {
        try {
            done.get();
            return null;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            if (cause instanceof RuntimeException other) {
                throw other;
            }
            throw new IllegalStateException("a call to a model failed oddly", cause);
        }
    }
}
