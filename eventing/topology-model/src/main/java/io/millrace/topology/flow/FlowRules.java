package io.millrace.topology.flow;

import io.millrace.contracts.EventType;
import io.millrace.contracts.EventType.Role;
import io.millrace.contracts.FunctionContract;
import io.millrace.topology.Destination;
import io.millrace.topology.Topology;
import io.millrace.topology.TopologyProblem;
import io.millrace.topology.TriggerSpec;
import io.millrace.topology.TypeMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether every event has somewhere to go, goes there once, and comes to an end; where a filter leaves open whether an event passes, it gets the benefit of the doubt. */
final class FlowRules {

    private final Topology topology;
    private final EventFlow flow;
    private final List<TopologyProblem> problems = new ArrayList<>();

    private FlowRules(Topology topology, EventFlow flow) {
        this.topology = topology;
        this.flow = flow;
    }

    static List<TopologyProblem> problems(Topology topology, EventFlow flow) {
        FlowRules rules = new FlowRules(topology, flow);
        topology.triggers().forEach(rules::checkTrigger);
        flow.emitters().forEach(rules::checkTaken);
        rules.checkDetours();
        Circles.of(flow.certainHops())
                .forEach(circle -> rules.add(
                        circle.getFirst().trigger(),
                        circle.getFirst().trigger().filterPath(),
                        "events can go round for ever: " + described(circle) + ".",
                        "Let one of these Triggers filter for a type that is not of the circle."));
        return rules.problems;
    }

    private void checkTrigger(TriggerSpec trigger) {
        Set<String> matched = matched(trigger);
        if (matched.isEmpty()) {
            add(
                    trigger,
                    trigger.filterPath(),
                    "no declared event type passes the filter of Trigger '" + trigger.name() + "'.",
                    "Use one of " + new TreeSet<>(flow.types())
                            + ", or name your step's type in the annotation millrace.io/emits of its Trigger.");
        }
        if (trigger.subscriber() instanceof Destination.Ref ref && EventFlow.isService(ref)) {
            flow.function(ref.name())
                    .ifPresentOrElse(
                            function -> checkDeadLetters(trigger, matched, function),
                            () -> unknownService(trigger, ref));
        }
    }

    /** Names the types that certainly come and are not taken; where nothing that may come is taken, all of them. */
    private void checkDeadLetters(TriggerSpec trigger, Set<String> matched, FunctionContract function) {
        Set<String> untaken = matched.stream()
                .filter(type -> flow.roots(type).stream().noneMatch(function.handles()::containsKey))
                .collect(Collectors.toCollection(TreeSet::new));
        untaken.stream()
                .filter(type -> untaken.equals(matched) || trigger.filter().matchesType(type) == TypeMatch.YES)
                .forEach(type -> add(
                        trigger,
                        trigger.filterPath(),
                        "'" + function.name() + "' takes no '" + type + "': each would be a dead letter.",
                        remedy(function, type)));
    }

    private String remedy(FunctionContract function, String type) {
        Set<String> takers = FunctionContract.ALL.stream()
                .filter(other -> flow.roots(type).stream().anyMatch(other.handles()::containsKey))
                .map(FunctionContract::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return function.handles().isEmpty() && !takers.isEmpty()
                ? "No event goes there. Let the subscriber be " + String.join(" or ", takers) + "."
                : "Use one of " + handled(function) + ".";
    }

    private void unknownService(TriggerSpec trigger, Destination.Ref ref) {
        if (trigger.step().emits().isEmpty()) {
            add(
                    trigger,
                    "spec.subscriber.ref.name",
                    "there is no function '" + ref.name() + "'.",
                    "Correct the name; for a step of your own, say what it replies with in the annotation"
                            + " millrace.io/emits.");
        }
    }

    private void checkTaken(String type, Set<String> emitters) {
        boolean outcome = EventType.ofType(type)
                .map(known -> known.role() == Role.OUTCOME)
                .orElse(false);
        if (outcome || flow.hops().stream().anyMatch(hop -> hop.type().equals(type))) {
            return;
        }
        Optional<TriggerSpec> step = topology.triggers().stream()
                .filter(trigger -> trigger.step().emits().contains(type))
                .findFirst();
        problems.add(new TopologyProblem(
                step.map(TriggerSpec::file).orElse(topology.broker().file()),
                step.isPresent() ? "metadata.annotations.millrace.io/emits" : "",
                "no Trigger takes '" + type + "', which " + String.join(" and ", emitters) + " emits.",
                "Add a Trigger for it, or let the next one in the chain filter for it."));
    }

    /** A step that stands in a way is worth nothing where the way past it is open. */
    private void checkDetours() {
        for (Hop step : flow.certainHops()) {
            for (String changed : step.trigger().step().emits()) {
                if (changed.equals(step.type())) {
                    continue; // a circle, named as such
                }
                Set<String> next = flow.certainHops().stream()
                        .filter(hop -> hop.type().equals(changed)
                                && flow.function(hop.trigger()).isPresent())
                        .map(Hop::subscriber)
                        .collect(Collectors.toSet());
                flow.certainHops().stream()
                        .filter(past -> past.type().equals(step.type())
                                && !past.trigger().equals(step.trigger()))
                        .filter(past -> next.contains(past.subscriber()))
                        .forEach(past -> add(
                                past.trigger(),
                                past.trigger().filterPath(),
                                "'" + past.subscriber() + "' gets '" + past.type() + "' past the step of Trigger '"
                                        + step.trigger().name() + "', which makes it '" + changed + "': it would handle"
                                        + " both.",
                                "Let this Trigger filter for '" + changed + "' only."));
            }
        }
    }

    private Set<String> matched(TriggerSpec trigger) {
        return flow.types().stream()
                .filter(trigger.filter()::couldMatchType)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> handled(FunctionContract function) {
        return function.handles().entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(type -> type.role() != Role.NOTIFICATION)
                .map(EventType::type)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String described(List<Hop> circle) {
        String way = circle.stream()
                .map(hop -> hop.type() + " by Trigger '" + hop.trigger().name() + "'")
                .collect(Collectors.joining(", "));
        return way + ", and again " + circle.getFirst().type();
    }

    private void add(TriggerSpec trigger, String path, String message, String remedy) {
        problems.add(new TopologyProblem(trigger.file(), path, message, remedy));
    }
}
