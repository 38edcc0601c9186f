package io.millrace.core.cache;

import io.millrace.core.answer.Cancellation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Lets one thread compute what many want at once. Safe for use by many threads. */
final class SingleFlight<V> {

    private final Map<String, CompletableFuture<Optional<V>>> flights = new ConcurrentHashMap<>();
    private final Duration patience;

    /** @param patience after which a waiting thread computes for itself */
    SingleFlight(Duration patience) {
        this.patience = patience;
    }

    /**
     * @param value what it is
     * @param own whether this call computed it
     */
    record Landed<V>(V value, boolean own) {}

    /**
     * What {@code computation} gives, here or in another thread that began before under the same key. A computation that throws is nobody else's:
     * the next one who waits does its own.
     *
     * @param cancellation of whoever wants it here; ends the waiting
     */
    Landed<V> get(String key, Cancellation cancellation, Supplier<V> computation) {
        while (true) {
            CompletableFuture<Optional<V>> own = new CompletableFuture<>();
            CompletableFuture<Optional<V>> running = flights.putIfAbsent(key, own);
            if (running == null) {
                return new Landed<>(compute(key, own, computation), true);
            }
            Waited<V> waited = await(running, cancellation);
            if (waited.over()) {
                return new Landed<>(computation.get(), true);
            }
            if (waited.value().isPresent()) {
                return new Landed<>(waited.value().get(), false);
            }
        }
    }

    private V compute(String key, CompletableFuture<Optional<V>> flight, Supplier<V> computation) {
        Optional<V> landed = Optional.empty();
        try {
            V value = computation.get();
            landed = Optional.of(value);
            return value;
        } finally {
            flights.remove(key, flight);
            flight.complete(landed);
        }
    }

    /** @param over whether there is no more waiting */
    private record Waited<V>(boolean over, Optional<V> value) {}

    private Waited<V> await(CompletableFuture<Optional<V>> running, Cancellation cancellation) {
        CompletableFuture<Optional<V>> left = new CompletableFuture<>();
        Cancellation.Registration leaving = cancellation.onCancel(() -> left.complete(Optional.empty()));
        try {
            CompletableFuture.anyOf(running, left).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return new Waited<>(left.isDone(), running.getNow(Optional.empty()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Waited<>(true, Optional.empty());
        } catch (TimeoutException e) {
            return new Waited<>(true, Optional.empty());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a flight always lands", e);
        } finally {
            leaving.close();
        }
    }
}
