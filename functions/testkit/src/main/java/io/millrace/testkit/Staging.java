package io.millrace.testkit;

import io.millrace.core.index.Batch;
import io.millrace.core.index.PassageIndex;
import io.millrace.core.index.StageResult;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Stages batches of different documents all at once, as many deliveries do: a store makes few commits of them, where one after the other needs one each. */
public final class Staging {

    private Staging() {}

    public static void together(PassageIndex index, Collection<Batch> batches) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(64, Thread.ofVirtual().factory())) {
            for (Future<StageResult> staged : threads.invokeAll(batches.stream()
                    .<Callable<StageResult>>map(batch -> () -> index.stage(batch))
                    .toList())) {
                staged.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a batch was not taken", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
