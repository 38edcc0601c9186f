package io.millrace.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A broker at its worst: each event that is added is delivered one to three times, in an order that the random numbers choose. */
sealed interface Deliveries {

    int MOST = 3;

    /** Takes an event that was emitted, now or before the first delivery. */
    void add(DeliveredEvent event);

    /** The next delivery; null when all have been made. */
    @Nullable
    DeliveredEvent next();

    /**
     * What a broker may do that keeps the order of each partition key: the first deliveries of a document's events come in the order in which
     * they were added, whatever the other documents do. Repeats come at any time after (a consumer that goes back to its last commit, a producer that
     * sends again).
     */
    final class InKeyOrder implements Deliveries {

        private static final class Lane {
            private final Deque<DeliveredEvent> fresh = new ArrayDeque<>();
            private final List<DeliveredEvent> repeats = new ArrayList<>();

            private boolean isEmpty() {
                return fresh.isEmpty() && repeats.isEmpty();
            }
        }

        private final Random random;
        private final Map<String, Lane> lanes = new LinkedHashMap<>();
        private final List<Lane> open = new ArrayList<>();

        InKeyOrder(Random random) {
            this.random = random;
        }

        @Override
        public void add(DeliveredEvent event) {
            Lane lane = lanes.computeIfAbsent(event.partitionKey(), key -> new Lane());
            if (lane.isEmpty()) {
                open.add(lane);
            }
            lane.fresh.add(event);
        }

        @Override
        public @Nullable DeliveredEvent next() {
            if (open.isEmpty()) {
                return null;
            }
            int chosen = random.nextInt(open.size());
            Lane lane = open.get(chosen);
            DeliveredEvent event = next(lane);
            if (lane.isEmpty()) {
                takeOut(open, chosen);
            }
            return event;
        }

        private DeliveredEvent next(Lane lane) {
            if (!lane.repeats.isEmpty() && (lane.fresh.isEmpty() || random.nextBoolean())) {
                return takeOut(lane.repeats, random.nextInt(lane.repeats.size()));
            }
            DeliveredEvent event = lane.fresh.remove();
            for (int repeats = random.nextInt(MOST); repeats > 0; repeats--) {
                lane.repeats.add(event);
            }
            return event;
        }
    }

    /** What no broker with a partition key may do: versions of one document come in any order. */
    final class InAnyOrder implements Deliveries {

        private final Random random;
        private final List<DeliveredEvent> waiting = new ArrayList<>();

        InAnyOrder(Random random) {
            this.random = random;
        }

        @Override
        public void add(DeliveredEvent event) {
            for (int times = 1 + random.nextInt(MOST); times > 0; times--) {
                waiting.add(event);
            }
        }

        @Override
        public @Nullable DeliveredEvent next() {
            return waiting.isEmpty() ? null : takeOut(waiting, random.nextInt(waiting.size()));
        }
    }

    /** Removes in constant time, at the price of the list's order. */
    private static <T> T takeOut(List<T> list, int index) {
        T last = list.removeLast();
        return index == list.size() ? last : list.set(index, last);
    }
}
