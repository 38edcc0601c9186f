package io.millrace.topology;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The event chain: one Broker, its Triggers, its schedules and who is told its address, in the order of their names. */
public record Topology(
        BrokerSpec broker,
        List<TriggerSpec> triggers,
        List<PingSourceSpec> pingSources,
        List<SinkBindingSpec> sinkBindings) {

    public Topology {
        triggers = List.copyOf(triggers);
        pingSources = List.copyOf(pingSources);
        sinkBindings = List.copyOf(sinkBindings);
    }

    /** A topology in which nobody but its Broker's own sources sends events. */
    public Topology(BrokerSpec broker, List<TriggerSpec> triggers, List<PingSourceSpec> pingSources) {
        this(broker, triggers, pingSources, List.of());
    }

    /**
     * Reads the YAML files of {@code folders}. An object of a later folder replaces the one of the same kind and name in an earlier one; others are added.
     *
     * @throws ProblemException code {@code topology-invalid}, which names the first problems, when there are any; {@link TopologyReader#read} gives them all
     */
    public static Topology load(List<Path> folders, DeliveryProfile profile) {
        return switch (TopologyReader.read(folders, profile)) {
            case TopologyReading.Valid(Topology topology) -> topology;
            case TopologyReading.Invalid(List<TopologyProblem> problems) -> throw invalid(problems);
        };
    }

    /** {@link #load(List, DeliveryProfile)} for the Kafka broker. */
    public static Topology load(List<Path> folders) {
        return load(folders, DeliveryProfile.KAFKA);
    }

    /** {@link #load(List)} of one folder. */
    public static Topology load(Path folder) {
        return load(List.of(folder));
    }

    private static ProblemException invalid(List<TopologyProblem> problems) {
        String first = problems.stream().limit(3).map(TopologyProblem::toString).collect(Collectors.joining("; "));
        String more = problems.size() > 3 ? "; and " + (problems.size() - 3) + " more" : "";
        return ProblemException.of(Category.INVALID, "topology-invalid", "The topology is not valid: " + first + more);
    }
}
