package io.millrace.broker;

import io.millrace.broker.EventStore.Stored;
import io.millrace.topology.EventFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Puts an event into the queue of each Trigger whose filter it passes. */
final class Router {

    private final List<Route> routes = new CopyOnWriteArrayList<>();

    /** Adds a Trigger; only while the broker starts. */
    void add(EventFilter filter, Dispatcher dispatcher) {
        routes.add(new Route(filter, dispatcher));
    }

    /** The change that stores the event, once for each Trigger that wants it, and then hands it to them. */
    Lane.Settlement append(Event event) {
        List<Dispatcher> wanted = new ArrayList<>(1);
        for (Route route : routes) {
            if (route.filter.matches(event.attributes())) {
                wanted.add(route.dispatcher);
            }
        }
        return wanted.isEmpty() ? Lane.Settlement.NONE : new Append(event, event.encode(), wanted);
    }

    private record Route(EventFilter filter, Dispatcher dispatcher) {}

    private static final class Append implements Lane.Settlement {
        private final Event event;
        private final byte[] encoded;
        private final List<Dispatcher> wanted;
        private final long[] sequences;

        Append(Event event, byte[] encoded, List<Dispatcher> wanted) {
            this.event = event;
            this.encoded = encoded;
            this.wanted = wanted;
            this.sequences = new long[wanted.size()];
        }

        @Override
        public void apply(EventStore store) {
            for (int i = 0; i < sequences.length; i++) {
                sequences[i] = store.append(wanted.get(i).lane().queue(), encoded);
            }
        }

        @Override
        public void durable() {
            for (int i = 0; i < sequences.length; i++) {
                wanted.get(i).offer(new Stored(sequences[i], event));
            }
        }
    }
}
