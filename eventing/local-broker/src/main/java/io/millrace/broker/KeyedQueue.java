package io.millrace.broker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait in memory for a delivery. When ordered, an event comes out only when no other one of its {@code partitionkey} is out; events without that
 * attribute have no order.
 */
final class KeyedQueue {

    private final boolean ordered;
    private final Deque<Waiting> ready = new ArrayDeque<>();
    private final Map<String, Deque<Waiting>> behind = new HashMap<>();

    KeyedQueue(boolean ordered) {
        this.ordered = ordered;
    }

    /** Puts a new event at the end. */
    void add(EventStore.Stored stored) {
        Waiting event = new Waiting(stored);
        String key = key(event);
        if (key.isEmpty()) {
            ready.addLast(event);
        } else {
            Deque<Waiting> sameKey = behind.putIfAbsent(key, new ArrayDeque<>());
            if (sameKey == null) {
                ready.addLast(event);
            } else {
                sameKey.addLast(event);
            }
        }
    }

    /** The next event that may be delivered, or null; until {@link #done} or {@link #putBack} its key is taken. */
    @Nullable
    Waiting poll() {
        return ready.pollFirst();
    }

    /** An event that came out goes in again, at the front. */
    void putBack(Waiting event) {
        ready.addFirst(event);
    }

    /** An event that came out is settled: the next of its key may go. */
    void done(Waiting event) {
        String key = key(event);
        Deque<Waiting> sameKey = key.isEmpty() ? null : behind.get(key);
        if (sameKey != null) {
            Waiting next = sameKey.pollFirst();
            if (next == null) {
                behind.remove(key);
            } else {
                ready.addLast(next);
            }
        }
    }

    private String key(Waiting event) {
        return ordered ? event.stored.event().attribute("partitionkey") : "";
    }

    /** An event and how often it was sent. */
    static final class Waiting {
        final EventStore.Stored stored;
        int attempts;

        Waiting(EventStore.Stored stored) {
            this.stored = stored;
        }
    }
}
