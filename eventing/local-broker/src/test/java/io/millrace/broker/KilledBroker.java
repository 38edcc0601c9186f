package io.millrace.broker;

import io.millrace.testkit.UnsyncedLostFilePath;
import io.millrace.topology.BackoffPolicy;
import io.millrace.topology.BrokerSpec;
import io.millrace.topology.Delivery;
import io.millrace.topology.Destination;
import io.millrace.topology.EventFilter;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** The process that {@link KillIT} kills: a broker that halts its JVM some time after the first line on its standard input. */
final class KilledBroker {

    private KilledBroker() {}

    /** Arguments: data directory, the subscriber's address, milliseconds to live, seed, and whether to tear unsynced writes. */
    public static void main(String[] arguments) throws Exception {
        UnsyncedLostFilePath.register();
        LocalBroker broker = start(Path.of(arguments[0]), URI.create(arguments[1]), UnsyncedLostFilePath.SCHEME);
        System.out.println(broker.ingress());
        if (System.in.read() < 0) {
            return;
        }
        LockSupport.parkNanos(Duration.ofMillis(Long.parseLong(arguments[2])).toNanos());
        if (Boolean.parseBoolean(arguments[4])) {
            UnsyncedLostFilePath.tear(new Random(Long.parseLong(arguments[3])));
        }
        Runtime.getRuntime().halt(137);
    }

    /** Type {@code a} goes to {@code /first}, type {@code b} to {@code /second}. */
    static LocalBroker start(Path directory, URI subscriber, String scheme) {
        return LocalBroker.start(
                BrokerSettings.in(directory).storedThrough(scheme),
                new Topology(
                        new BrokerSpec("test", "main", "broker.yaml"),
                        List.of(trigger("first", "a", subscriber), trigger("second", "b", subscriber)),
                        List.of()),
                ref -> {
                    throw new IllegalStateException("no references here");
                });
    }

    private static TriggerSpec trigger(String name, String type, URI subscriber) {
        return new TriggerSpec(
                name,
                "main",
                EventFilter.exact(Map.of("type", type)),
                new Destination.Address(subscriber.resolve("/" + name)),
                new Delivery(5, BackoffPolicy.LINEAR, Duration.ofMillis(20), null, null),
                false,
                name + ".yaml");
    }
}
