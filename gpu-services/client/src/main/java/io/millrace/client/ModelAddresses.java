package io.millrace.client;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The addresses of a model, of which a call is sent to the one with the fewest calls of this process, drawn by lot among equals. Safe for use by many threads. */
final class ModelAddresses {

    private final List<ModelAddress> all;

    /** @param pause how long an address that failed is passed over */
    ModelAddresses(List<URI> bases, Duration pause) {
        this.all = bases.stream().map(base -> new ModelAddress(base, pause)).toList();
    }

    List<ModelAddress> all() {
        return all;
    }

    /** For one call. */
    Round round() {
        return new Round();
    }

    /** The addresses that a call has not been sent to yet. */
    final class Round {

        private final List<ModelAddress> untried;
        private boolean first = true;

        private Round() {
            untried = new ArrayList<>(all);
            if (untried.size() > 1) {
                Collections.shuffle(untried);
            }
        }

        /**
         * The next one, which counts as tried. The first is always there: where all are passed over, one is asked all the same, since to be refused
         * costs little and the alternative is to fail for certain.
         */
        synchronized Optional<ModelAddress> next() {
            // The order is by lot, and sorting keeps it among equals.
            untried.sort(Comparator.comparingInt(ModelAddress::inFlight));
            Optional<ModelAddress> chosen =
                    untried.stream().filter(ModelAddress::admits).findFirst();
            if (chosen.isEmpty() && first) {
                chosen = Optional.of(untried.getFirst());
            }
            first = false;
            chosen.ifPresent(untried::remove);
            return chosen;
        }
    }
}
