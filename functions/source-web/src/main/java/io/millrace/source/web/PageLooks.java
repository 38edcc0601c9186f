package io.millrace.source.web;

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

/** Looks at many pages, some at a time and in any order: what was not looked at when the time is over may be the first another time. */
final class PageLooks {

    private static final int AT_ONCE = 16;

    private final Function<String, PageLook> look;

    PageLooks(Function<String, PageLook> look) {
        this.look = look;
    }

    /**
     * In the order of {@code uris}; those that took too long are left out.
     *
     * @param end when to stop, as {@link System#nanoTime} says it
     */
    List<PageLook> at(List<String> uris, long end) {
        Map<String, PageLook> seen = new ConcurrentHashMap<>();
        List<String> shuffled = new ArrayList<>(uris);
        Collections.shuffle(shuffled);
        ExecutorService threads =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
        try {
            List<Future<?>> looks = new ArrayList<>();
            shuffled.forEach(uri -> looks.add(threads.submit(() -> seen.put(uri, look.apply(uri)))));
            awaitAll(looks, end);
        } finally {
            threads.shutdownNow();
        }
        return uris.stream().map(seen::get).filter(Objects::nonNull).toList();
    }

    private static void awaitAll(List<Future<?>> looks, long end) {
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
