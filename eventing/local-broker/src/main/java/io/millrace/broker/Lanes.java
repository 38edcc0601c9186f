package io.millrace.broker;

import io.millrace.broker.BrokerStatus.TriggerStatus;
import io.millrace.topology.Delivery;
import io.millrace.topology.Destination;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One lane for each Trigger, and one to each Trigger's dead-letter sink. */
final class Lanes {

    static final String TRIGGER = "trigger/";
    static final String SINK = "dead-letter-sink/";

    private final Map<String, Dispatcher> triggers = new LinkedHashMap<>();
    private final Map<String, Dispatcher> sinks = new LinkedHashMap<>();

    private Lanes() {}

    static Lanes build(BrokerSettings settings, Topology topology, SubscriberResolver resolver, LaneParts parts) {
        Lanes lanes = new Lanes();
        String namespace = topology.broker().namespace();
        for (TriggerSpec trigger : topology.triggers()) {
            Delivery delivery = trigger.delivery();
            @Nullable Duration timeout = delivery.timeoutIfSet().orElse(settings.timeout());
            @Nullable Dispatcher sink = null;
            Optional<Destination> sinkDestination = delivery.deadLetterSinkIfSet();
            if (sinkDestination.isPresent()) {
                URI uri = address(sinkDestination.get(), resolver);
                Lane lane = new Lane(SINK + trigger.name(), delivery, false, new SinkEnding(parts.router()));
                sink = dispatcher(lane, subscriber(uri, namespace, timeout, settings, parts), settings, parts);
                lanes.sinks.put(trigger.name(), sink);
            }
            URI uri = address(trigger.subscriber(), resolver);
            Lane lane = new Lane(
                    TRIGGER + trigger.name(),
                    delivery,
                    parts.rules().ordered(trigger),
                    new TriggerEnding(trigger, uri, parts.router(), parts.clock(), parts.rules(), sink));
            Dispatcher dispatcher =
                    dispatcher(lane, subscriber(uri, namespace, timeout, settings, parts), settings, parts);
            lanes.triggers.put(trigger.name(), dispatcher);
            parts.router().add(trigger.filter(), dispatcher);
        }
        return lanes;
    }

    private static Subscriber subscriber(
            URI uri, String namespace, @Nullable Duration timeout, BrokerSettings settings, LaneParts parts) {
        return new Subscriber(parts.vertx(), uri, namespace, settings, timeout, parts.rules());
    }

    private static Dispatcher dispatcher(Lane lane, Subscriber subscriber, BrokerSettings settings, LaneParts parts) {
        parts.store().addQueue(lane.queue());
        return new Dispatcher(parts.contexts().next(), lane, subscriber, parts.journal(), parts.receipts(), settings);
    }

    private static URI address(Destination destination, SubscriberResolver resolver) {
        return switch (destination) {
            case Destination.Address(URI uri) -> uri;
            case Destination.Ref ref -> resolver.resolve(ref).resolve(ref.path());
        };
    }

    Map<String, Dispatcher> triggers() {
        return triggers;
    }

    Map<String, Dispatcher> sinks() {
        return sinks;
    }

    /** The names of the queues that are served. */
    Set<String> queues() {
        return Stream.concat(triggers.values().stream(), sinks.values().stream())
                .map(dispatcher -> dispatcher.lane().queue())
                .collect(Collectors.toSet());
    }

    void start() {
        sinks.values().forEach(Dispatcher::start);
        triggers.values().forEach(Dispatcher::start);
    }

    void stop() {
        triggers.values().forEach(Dispatcher::stop);
        sinks.values().forEach(Dispatcher::stop);
    }

    List<TriggerStatus> status(EventStore store) {
        return triggers.entrySet().stream()
                .map(entry -> {
                    Dispatcher dispatcher = entry.getValue();
                    Dispatcher sink = sinks.get(entry.getKey());
                    long atSink = sink == null ? 0 : store.size(sink.lane().queue());
                    return new TriggerStatus(
                            entry.getKey(),
                            store.size(dispatcher.lane().queue()) + atSink,
                            dispatcher.delivered(),
                            dispatcher.paused());
                })
                .toList();
    }
}
