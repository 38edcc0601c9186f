package io.millrace.bench;

import io.millrace.broker.BrokerSettings;
import io.millrace.broker.LocalBroker;
import io.millrace.topology.BackoffPolicy;
import io.millrace.topology.BrokerSpec;
import io.millrace.topology.Delivery;
import io.millrace.topology.Destination;
import io.millrace.topology.EventFilter;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The process that is measured: a broker with one unordered Trigger, and nothing else. It ends with its standard input, so however its parent ends. */
public final class BrokerMain {

    /** The only type of event that the Trigger takes. */
    static final String EVENT_TYPE = "millrace.bench.sent.v1";

    /** Waits of 0.1, 0.2, 0.3 … s: a subscriber that comes back is noticed within seconds, and no event runs out of attempts before. */
    private static final Delivery PATIENT =
            new Delivery(10_000, BackoffPolicy.LINEAR, Duration.ofMillis(100), null, null);

    private BrokerMain() {}

    /** Arguments: data directory, the subscriber's address. Prints the addresses of the ingress and of the admin interface, a line each. */
    public static void main(String[] arguments) throws IOException {
        try (LocalBroker broker = LocalBroker.start(
                BrokerSettings.in(Path.of(arguments[0])), topology(URI.create(arguments[1])), reference -> {
                    throw new IllegalStateException("the bench's topology has no references");
                })) {
            System.out.println(broker.ingress());
            System.out.println(broker.admin());
            while (System.in.read() >= 0) {
                // until the parent closes it, or is gone
            }
        }
    }

    private static Topology topology(URI subscriber) {
        TriggerSpec trigger = new TriggerSpec(
                "bench",
                "bench",
                EventFilter.exact(Map.of("type", EVENT_TYPE)),
                new Destination.Address(subscriber),
                PATIENT,
                false,
                "bench.yaml");
        return new Topology(new BrokerSpec("millrace", "bench", "broker.yaml"), List.of(trigger), List.of());
    }
}
