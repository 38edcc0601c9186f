package io.millrace.core.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.answer.Cancellation;
import io.millrace.core.cache.SingleFlight.Landed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SingleFlightTest {

    private final SingleFlight<Integer> flight = new SingleFlight<>(Duration.ofMinutes(1));
    private final AtomicInteger computed = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    private Landed<Integer> get(Cancellation cancellation) {
        return flight.get("key", cancellation, () -> {
            begun.countDown();
            await(mayEnd);
            return computed.incrementAndGet();
        });
    }

    @Test
    void whatManyWantIsComputedOnce() throws InterruptedException, ExecutionException {
        List<Thread> waiting = Collections.synchronizedList(new ArrayList<>());
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Landed<Integer>>> all = new ArrayList<>();
            all.add(threads.submit(() -> get(new Cancellation())));
            await(begun);
            for (int i = 0; i < 5; i++) {
                all.add(threads.submit(() -> {
                    waiting.add(Thread.currentThread());
                    return flight.get("key", new Cancellation(), computed::incrementAndGet);
                }));
            }
            while (waiting.size() < 5
                    || !List.copyOf(waiting).stream()
                            .allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING)) {
                Thread.onSpinWait();
            }
            mayEnd.countDown();

            int own = 0;
            for (Future<Landed<Integer>> one : all) {
                assertThat(one.get().value()).isEqualTo(1);
                own += one.get().own() ? 1 : 0;
            }
            assertThat(own).isEqualTo(1);
        }
    }

    @Test
    void otherKeysAndLaterCallsAreComputedAnew() {
        mayEnd.countDown();

        assertThat(get(new Cancellation())).isEqualTo(new Landed<>(1, true));
        assertThat(get(new Cancellation())).isEqualTo(new Landed<>(2, true));
        assertThat(flight.get("other", new Cancellation(), () -> 7)).isEqualTo(new Landed<>(7, true));
    }

    @Test
    void aFailureIsNobodyElses() throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> failing = threads.submit(() -> flight.get("key", new Cancellation(), () -> {
                begun.countDown();
                await(mayEnd);
                throw new IllegalStateException("the first one leaves");
            }));
            await(begun);
            Future<Landed<Integer>> next = threads.submit(() -> flight.get("key", new Cancellation(), () -> 8));
            mayEnd.countDown();

            assertThat(next.get()).isEqualTo(new Landed<>(8, true));
            assertThatThrownBy(failing::get).hasRootCauseMessage("the first one leaves");
        }
    }

    @Test
    void whoLeavesWaitsNoLonger() throws InterruptedException, ExecutionException {
        Cancellation leaving = new Cancellation();
        leaving.cancel();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Landed<Integer>> first = threads.submit(() -> get(new Cancellation()));
            await(begun);

            Landed<Integer> own = flight.get("key", leaving, () -> 9);

            assertThat(own).isEqualTo(new Landed<>(9, true));
            mayEnd.countDown();
            assertThat(first.get().own()).isTrue();
        }
    }

    @Test
    void patienceEnds() throws InterruptedException, ExecutionException {
        SingleFlight<Integer> hasty = new SingleFlight<>(Duration.ofMillis(1));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Landed<Integer>> first = threads.submit(() -> hasty.get("key", new Cancellation(), () -> {
                begun.countDown();
                await(mayEnd);
                return 1;
            }));
            await(begun);

            assertThat(hasty.get("key", new Cancellation(), () -> 2)).isEqualTo(new Landed<>(2, true));
            mayEnd.countDown();
            assertThat(first.get().value()).isEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
