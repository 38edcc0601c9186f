package io.millrace.broker;

import io.millrace.broker.EventStore.Stored;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.EventFilter;
import io.millrace.topology.FilterOutcome;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Puts an event into the queue of each Trigger whose filter it passes. */
final class Router {

    private static final Logger LOG = System.getLogger(Router.class.getName());
    private static final byte[] NOTHING = {};

    private final DeliveryProfile profile;
    private final List<Route> routes = new CopyOnWriteArrayList<>();

    Router(DeliveryProfile profile) {
        this.profile = profile;
    }

    /** Adds a Trigger; only while the broker starts. */
    void add(EventFilter filter, Dispatcher dispatcher) {
        routes.add(new Route(filter, dispatcher));
    }

    /**
     * The change that stores the event, once for each Trigger that wants it, and then hands it to them. It isn't {@link Lane.Settlement#delivered} when a
     * Trigger's filter failed, which then doesn't get the event.
     */
    Lane.Settlement append(Event event) {
        List<Dispatcher> wanted = new ArrayList<>(1);
        boolean failed = false;
        for (Route route : routes) {
            FilterOutcome outcome = route.filter.evaluate(event.attributes());
            Optional<String> failure = outcome.failure(profile);
            if (failure.isPresent()) {
                failed = true;
                LOG.log(
                        Level.WARNING,
                        "{0} does not get an event: its filter failed: {1}",
                        route.dispatcher.lane().queue(),
                        failure.get());
            } else if (outcome.passes()) {
                wanted.add(route.dispatcher);
            }
        }
        return wanted.isEmpty() && !failed
                ? Lane.Settlement.NONE
                : new Append(event, wanted.isEmpty() ? NOTHING : event.encode(), wanted, !failed);
    }

    private record Route(EventFilter filter, Dispatcher dispatcher) {}

    private static final class Append implements Lane.Settlement {
        private final Event event;
        private final byte[] encoded;
        private final List<Dispatcher> wanted;
        private final boolean delivered;
        private final long[] sequences;

        Append(Event event, byte[] encoded, List<Dispatcher> wanted, boolean delivered) {
            this.event = event;
            this.encoded = encoded;
            this.wanted = wanted;
            this.delivered = delivered;
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

        @Override
        public long[] successors() {
            return sequences;
        }

        @Override
        public boolean delivered() {
            return delivered;
        }
    }
}
