package io.millrace.core.retrieve;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Something that is done on another thread while the one that started it does something else. Closing it waits until it has ended, so that what it reads can be
 * closed after it.
 *
 * <p>The threads are platform threads and stay for a minute: text analysis keeps what it needs by thread.
 */
final class Aside<T> implements AutoCloseable {

    private static final Executor THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("aside-", 0).factory());

    private final CompletableFuture<T> work;

    private Aside(CompletableFuture<T> work) {
        this.work = work;
    }

    static <T> Aside<T> start(Supplier<T> work) {
        return new Aside<>(CompletableFuture.supplyAsync(work, THREADS));
    }

    /** What it gave; throws what it threw. */
    T result() {
        try {
            return work.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        work.exceptionally(failure -> null).join();
    }
}
