package io.millrace.topology.flow;

import io.millrace.contracts.EventType;
import io.millrace.contracts.EventType.Role;
import io.millrace.contracts.FunctionContract;
import io.millrace.topology.Destination;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import io.millrace.topology.TypeMatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A topology as a graph over event types. A step's type carries the payload of the event that the step took (architecture §9.7), so a function takes it for
 * what its payload is; that type of ours is its <em>root</em>.
 */
final class EventFlow {

    private final Topology topology;
    private final List<FunctionContract> functions;
    private final Map<String, Set<EventType>> roots = new LinkedHashMap<>();
    private final List<Hop> hops = new ArrayList<>();

    EventFlow(Topology topology, List<FunctionContract> functions) {
        this.topology = topology;
        this.functions = List.copyOf(functions);
        Arrays.stream(EventType.values())
                .filter(type -> type.role() != Role.NOTIFICATION)
                .forEach(type -> roots.put(type.type(), Set.of(type)));
        topology.triggers().stream()
                .flatMap(trigger -> trigger.step().emits().stream())
                .forEach(type -> roots.putIfAbsent(type, new LinkedHashSet<>()));
        spreadRoots();
        roots.keySet()
                .forEach(type -> topology.triggers().stream()
                        .filter(trigger -> trigger.filter().couldMatchType(type))
                        .forEach(trigger -> hops.add(new Hop(
                                type,
                                trigger,
                                trigger.filter().matchesType(type) == TypeMatch.YES,
                                emits(type, trigger),
                                continues(type, trigger)))));
    }

    /** Every type that may pass the Broker: ours, then those of steps. */
    Set<String> types() {
        return Collections.unmodifiableSet(roots.keySet());
    }

    /** Every way that an event may go, by type in the order of {@link #types}, then by Trigger. */
    List<Hop> hops() {
        return Collections.unmodifiableList(hops);
    }

    /** Those hops that each event of their type goes. */
    List<Hop> certainHops() {
        return hops.stream().filter(Hop::certain).toList();
    }

    /** The types of ours whose payload an event of this type carries. */
    Set<EventType> roots(String type) {
        return roots.getOrDefault(type, Set.of());
    }

    /** The contract of the function behind a Trigger; empty for a step. */
    Optional<FunctionContract> function(TriggerSpec trigger) {
        return trigger.subscriber() instanceof Destination.Ref ref && isService(ref)
                ? function(ref.name())
                : Optional.empty();
    }

    Optional<FunctionContract> function(String name) {
        return functions.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    static boolean isService(Destination.Ref ref) {
        return ref.kind().equals("Service") && ref.apiVersion().startsWith("serving.knative.dev/");
    }

    /** Types that come into being somewhere, with who emits them. */
    Map<String, Set<String>> emitters() {
        Map<String, Set<String>> emitters = new LinkedHashMap<>();
        for (FunctionContract function : functions) {
            function.starts().forEach(type -> add(emitters, type.type(), function.name()));
            function.handles().forEach((taken, emitted) -> {
                if (taken.role() == Role.NOTIFICATION) {
                    emitted.forEach(type -> add(emitters, type.type(), function.name()));
                }
            });
        }
        hops.forEach(hop -> hop.emits().forEach(type -> add(emitters, type, hop.subscriber())));
        topology.pingSources().forEach(source -> add(emitters, EventType.Names.PING, source.name()));
        return emitters;
    }

    private static void add(Map<String, Set<String>> emitters, String type, String emitter) {
        emitters.computeIfAbsent(type, key -> new TreeSet<>()).add(emitter);
    }

    private Set<String> emits(String type, TriggerSpec trigger) {
        Set<String> emits = new TreeSet<>(trigger.step().emits());
        function(trigger)
                .ifPresent(function -> roots(type).stream()
                        .flatMap(root -> function.handles().getOrDefault(root, Set.of()).stream())
                        .forEach(emitted -> emits.add(emitted.type())));
        return emits;
    }

    private boolean continues(String type, TriggerSpec trigger) {
        return function(trigger).stream()
                .flatMap(function -> function.continues().stream())
                .anyMatch(continued -> continued.type().equals(type));
    }

    private void spreadRoots() {
        boolean grown = true;
        while (grown) {
            grown = false;
            for (TriggerSpec trigger : topology.triggers()) {
                Set<EventType> taken = new HashSet<>();
                roots.forEach((type, ofType) -> {
                    if (trigger.filter().couldMatchType(type)) {
                        taken.addAll(ofType);
                    }
                });
                for (String emitted : trigger.step().emits()) {
                    if (EventType.ofType(emitted).isEmpty()) {
                        grown |= roots.getOrDefault(emitted, new HashSet<>()).addAll(taken);
                    }
                }
            }
        }
    }
}
