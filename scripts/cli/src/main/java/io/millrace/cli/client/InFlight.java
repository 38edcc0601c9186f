package io.millrace.cli.client;

import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Many calls at once, each on a virtual thread. */
public final class InFlight {

    private InFlight() {}

    /** Does {@code call} for each item, at most {@code atOnce} at a time, in order of start. The first failure stops it and is thrown. */
    public static <T> void each(Collection<T> items, int atOnce, Consumer<? super T> call) {
        Semaphore slots = new Semaphore(atOnce);
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T item : items) {
                slots.acquireUninterruptibly();
                if (failure.get() != null) {
                    break;
                }
                threads.execute(() -> {
                    try {
                        call.accept(item);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        slots.release();
                    }
                });
            }
        }
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
