package io.millrace.source.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Looks at many pages, some at a time and in any order, for a minute at most: a page of a reindex run must end before another run may take its
 * place. What was not looked at then is left to a later run, which has another order.
 */
final class PageLooks {

    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Function<String, PageLook> look;

    PageLooks(Function<String, PageLook> look) {
        this.look = look;
    }

    /** In the order of {@code uris}; those that took too long are left out. */
    List<PageLook> at(List<String> uris) {
        Map<String, PageLook> seen = new ConcurrentHashMap<>();
        List<String> shuffled = new ArrayList<>(uris);
        Collections.shuffle(shuffled);
        ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
        try {
            List<Future<?>> looks = new ArrayList<>();
            shuffled.forEach(uri -> looks.add(threads.submit(() -> seen.put(uri, look.apply(uri)))));
            awaitAll(looks);
        } finally {
            threads.shutdownNow();
        }
        return uris.stream().map(seen::get).filter(Objects::nonNull).toList();
    }

    private static void awaitAll(List<Future<?>> looks) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Future<?> each : looks) {
            try {
                each.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a look at a page failed", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
