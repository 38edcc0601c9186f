package io.millrace.topology.flow;

import io.millrace.contracts.EventType;
import io.millrace.contracts.EventType.Role;
import io.millrace.contracts.FunctionContract;
import io.millrace.topology.Destination;
import io.millrace.topology.Topology;
import io.millrace.topology.TriggerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Draws a topology for people: as text, type by type, and as a Mermaid flowchart of who sends what to whom. */
public final class TopologyDrawing {

    private static final String OUTCOMES = "outcomes";

    private final Topology topology;
    private final EventFlow flow;
    private final Map<String, Set<String>> emitters;

    public TopologyDrawing(Topology topology) {
        this.topology = topology;
        this.flow = new EventFlow(topology, FunctionContract.ALL);
        this.emitters = flow.emitters();
    }

    /** Who emits each type, and each Trigger that takes it with what comes out; without the parts of names that all share. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append("Broker ")
                .append(topology.broker().namespace())
                .append('/')
                .append(topology.broker().name())
                .append('\n');
        for (String type : flow.types()) {
            List<Hop> hops = hops(type);
            if (hops.isEmpty() && !emitters.containsKey(type)) {
                continue;
            }
            text.append('\n')
                    .append(shortName(type))
                    .append("  from ")
                    .append(String.join(", ", emitters.getOrDefault(type, Set.of("a person"))))
                    .append('\n');
            if (hops.isEmpty()) {
                text.append("  taken by no Trigger: an outcome\n");
            }
            hops.forEach(hop -> text.append("  ").append(described(hop)).append('\n'));
        }
        topology.pingSources()
                .forEach(source -> text.append("\nPingSource ")
                        .append(source.name())
                        .append("  ")
                        .append(source.schedule())
                        .append('\n'));
        return text.toString();
    }

    private static String described(Hop hop) {
        TriggerSpec trigger = hop.trigger();
        String emits = hop.emits().isEmpty()
                ? ""
                : "  →  "
                        + hop.emits().stream()
                                .map(TopologyDrawing::shortName)
                                .sorted()
                                .collect(Collectors.joining(", "));
        return trigger.name() + (trigger.ordered() ? " (ordered)" : "") + "  →  " + trigger.subscriber() + emits;
    }

    /** Each arrow with types on it stands for a way through the Broker. */
    public String mermaid() {
        List<String> lines = new ArrayList<>();
        lines.add("flowchart LR");
        FunctionContract.ALL.forEach(function -> notifications(function, lines));
        topology.pingSources()
                .forEach(source -> lines.add(
                        "  " + source.name() + "([\"" + source.schedule().expression() + "\"])"));
        arrows().forEach((ends, types) ->
                lines.add("  " + ends.from() + " -->|" + String.join(", ", types) + "| " + ends.to()));
        deadLetterSinks().forEach(sink -> lines.add("  broker{{every Trigger}} -.->|not delivered| " + sink));
        steps().forEach(step -> lines.add("  " + step + "[/" + step + "/]"));
        return String.join("\n", lines) + "\n";
    }

    private record Ends(String from, String to) implements Comparable<Ends> {
        @Override
        public int compareTo(Ends other) {
            int byFrom = from.compareTo(other.from);
            return byFrom != 0 ? byFrom : to.compareTo(other.to);
        }
    }

    private static void notifications(FunctionContract function, List<String> lines) {
        String types = function.handles().keySet().stream()
                .filter(type -> type.role() == Role.NOTIFICATION)
                .map(type -> shortName(type.type()))
                .sorted()
                .collect(Collectors.joining(", "));
        if (!types.isEmpty()) {
            lines.add("  sources([files and buckets]) -->|" + types + "| " + function.name());
        }
    }

    private Map<Ends, Set<String>> arrows() {
        Map<Ends, Set<String>> arrows = new TreeMap<>();
        for (String type : flow.types()) {
            List<Hop> hops = hops(type);
            for (String from : emitters.getOrDefault(type, hops.isEmpty() ? Set.of() : Set.of("people"))) {
                Set<String> to = hops.isEmpty()
                        ? Set.of(OUTCOMES)
                        : hops.stream().map(Hop::subscriber).collect(Collectors.toCollection(TreeSet::new));
                to.forEach(taker -> arrows.computeIfAbsent(new Ends(from, taker), key -> new TreeSet<>())
                        .add(shortName(type)));
            }
        }
        return arrows;
    }

    private Set<String> deadLetterSinks() {
        return topology.triggers().stream()
                .flatMap(trigger -> trigger.delivery().deadLetterSinkIfSet().stream())
                .map(sink -> sink instanceof Destination.Ref ref ? ref.name() : "elsewhere")
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> steps() {
        return flow.hops().stream()
                .filter(hop -> flow.function(hop.trigger()).isEmpty())
                .map(Hop::subscriber)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Hop> hops(String type) {
        return flow.hops().stream().filter(hop -> hop.type().equals(type)).toList();
    }

    /** What {@code topology show --json} gives: each Trigger with its types, subscriber and what it emits. */
    public List<Map<String, Object>> triggers() {
        Map<String, Map<String, Object>> triggers = new LinkedHashMap<>();
        for (TriggerSpec trigger : topology.triggers()) {
            List<Hop> hops = flow.hops().stream()
                    .filter(hop -> hop.trigger().equals(trigger))
                    .toList();
            Map<String, Object> drawn = new LinkedHashMap<>();
            drawn.put("name", trigger.name());
            drawn.put("types", hops.stream().map(Hop::type).toList());
            drawn.put("subscriber", trigger.subscriber().toString());
            drawn.put(
                    "emits",
                    hops.stream()
                            .flatMap(hop -> hop.emits().stream())
                            .distinct()
                            .sorted()
                            .toList());
            drawn.put("ordered", trigger.ordered());
            drawn.put("file", trigger.file());
            triggers.put(trigger.name(), drawn);
        }
        return List.copyOf(triggers.values());
    }

    private static String shortName(String type) {
        boolean ours = EventType.ofType(type).isPresent();
        return ours ? type.replaceFirst("^millrace\\.", "").replaceFirst("\\.v\\d+$", "") : type;
    }
}
