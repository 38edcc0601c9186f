package io.millrace.topology.flow;

import io.millrace.topology.Destination;
import io.millrace.topology.TriggerSpec;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One way that an event may go: events of a type pass a Trigger, and its subscriber emits others in consequence.
 *
 * @param certain whether each such event goes it, as far as its type decides; else only some may
 * @param emits types; empty at the end of a chain
 * @param continues whether what it emits of its own type comes to an end by itself
 */
record Hop(String type, TriggerSpec trigger, boolean certain, Set<String> emits, boolean continues) {

    Hop {
        emits = Set.copyOf(emits);
    }

    /** The name by which its subscriber is known: a function's, or the Trigger's for a step that is only an address. */
    String subscriber() {
        return subscriber(trigger);
    }

    /** Where it may go on for ever from here. */
    Set<String> leadsTo() {
        return emits.stream()
                .filter(next -> !(continues && next.equals(type)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static String subscriber(TriggerSpec trigger) {
        return switch (trigger.subscriber()) {
            case Destination.Ref ref -> ref.name();
            case Destination.Address address -> trigger.name();
        };
    }
}
