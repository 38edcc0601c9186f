package io.millrace.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares a topology with the event types and functions that exist. */
final class CrossChecks {

    private CrossChecks() {}

    static List<TopologyProblem> problems(Topology topology, Set<String> eventTypes, Set<String> functions) {
        List<TopologyProblem> problems = new ArrayList<>();
        for (TriggerSpec trigger : topology.triggers()) {
            if (eventTypes.stream().noneMatch(trigger.filter()::couldMatchType)) {
                problems.add(new TopologyProblem(
                        trigger.file(),
                        "spec.filter",
                        "no declared event type passes the filter of Trigger '" + trigger.name() + "'.",
                        "Use one of " + new TreeSet<>(eventTypes) + "."));
            }
            known(trigger.subscriber(), functions, trigger.file(), "spec.subscriber.ref.name", problems);
            trigger.delivery()
                    .deadLetterSinkIfSet()
                    .ifPresentOrElse(
                            sink -> known(
                                    sink, functions, trigger.file(), "spec.delivery.deadLetterSink.ref.name", problems),
                            () -> problems.add(new TopologyProblem(
                                    trigger.file(),
                                    "spec.delivery",
                                    "Trigger '" + trigger.name() + "' has no dead-letter sink: on Knative an event"
                                            + " that fails is lost.",
                                    "Set deadLetterSink here or on the Broker.")));
        }
        return List.copyOf(problems);
    }

    private static void known(
            Destination destination, Set<String> functions, String file, String path, List<TopologyProblem> problems) {
        if (destination instanceof Destination.Ref ref
                && ref.kind().equals("Service")
                && ref.apiVersion().startsWith("serving.knative.dev/")
                && !functions.contains(ref.name())) {
            problems.add(new TopologyProblem(
                    file,
                    path,
                    "there is no function '" + ref.name() + "'.",
                    "Use one of " + new TreeSet<>(functions) + "."));
        }
    }
}
