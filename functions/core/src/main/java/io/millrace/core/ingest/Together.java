package io.millrace.core.ingest;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does the same for many documents, several at a time: each waits for synced writes of ledger and broker, which those beside it share. */
public final class Together {

    /** Enough for a synced write to serve many: with 16, changes of rows were found .4 s later. Pools of databases hold fewer connections, and the rest waits there. */
    private static final int AT_ONCE = 64;

    private Together() {}

    /**
     * Returns when {@code step} has been done for all; of what it throws, one is thrown then.
     *
     * @param step safe for use by many threads
     */
    public static <T> void each(Collection<T> documents, Consumer<T> step) {
        if (documents.size() == 1) {
            documents.forEach(step);
            return;
        }
        List<Callable<Void>> steps = new ArrayList<>(documents.size());
        for (T document : documents) {
            steps.add(() -> {
                step.accept(document);
                return null;
            });
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (Future<Void> done : threads.invokeAll(steps)) {
                done.get();
            }
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    new Problem(Category.UNAVAILABLE, "interrupted", "this process ends; the next goes on"), e);
        }
    }
}
