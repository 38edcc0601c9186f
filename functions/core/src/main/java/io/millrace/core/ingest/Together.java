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
import java.util.function.Function;

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
        map(documents, document -> {
            step.accept(document);
            return true;
        });
    }

    /**
     * Like {@link #each}.
     *
     * @return what {@code step} gives for each, in the same order
     */
    public static <T, R> List<R> map(Collection<T> documents, Function<T, R> step) {
        if (documents.size() <= 1) {
            return documents.stream().map(step).toList();
        }
        List<Callable<R>> steps = new ArrayList<>(documents.size());
        for (T document : documents) {
            steps.add(() -> step.apply(document));
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<R> results = new ArrayList<>(documents.size());
            for (Future<R> done : threads.invokeAll(steps)) {
                results.add(done.get());
            }
            return results;
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
