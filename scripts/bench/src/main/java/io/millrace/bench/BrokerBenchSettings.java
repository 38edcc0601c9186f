package io.millrace.bench;

/**
 * How much is measured.
 *
 * @param events of the throughput
 * @param seconds of the hops
 * @param eventsPerSecond of the hops
 * @param backlog events that wait for a subscriber that is away; 0 leaves that out
 * @param connections on which events are sent
 */
record BrokerBenchSettings(int events, int seconds, int eventsPerSecond, int backlog, int connections) {

    BrokerBenchSettings {
        if (events < 1 || seconds < 1 || eventsPerSecond < 1 || backlog < 0 || connections < 1) {
            throw new IllegalArgumentException(
                    "events, seconds, rate and connections are at least 1, backlog at least 0: " + this);
        }
    }

    /** Sent before anything is measured, so that the JVMs have compiled what they run: as many again. */
    int warmUpEvents() {
        return events;
    }
}
