package io.millrace.topology.flow;

import io.millrace.contracts.FunctionContract;
import io.millrace.topology.Destination;
import io.millrace.topology.FunctionServices;
import io.millrace.topology.FunctionServices.Limits;
import io.millrace.topology.SinkBindingSpec;
import io.millrace.topology.Topology;
import io.millrace.topology.TopologyProblem;
import io.millrace.topology.TriggerSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the functions' Knative Services bear what the topology sends them, and give them what they need. */
final class ServiceRules {

    /** The most events that a Kafka Trigger without order was seen to keep in flight (shared/eval/knative-delivery). */
    static final int UNORDERED_IN_FLIGHT = 97;

    /** One each partition, and Knative's Kafka broker makes ten. */
    static final int ORDERED_IN_FLIGHT = 10;

    /** A pod takes N requests and queues ten times as many; what comes then is answered 503 (Knative Serving's queue-proxy). */
    private static final int HELD_PER_CONCURRENCY = 11;

    private final Topology topology;
    private final EventFlow flow;
    private final FunctionServices services;
    private final List<TopologyProblem> problems = new ArrayList<>();

    private ServiceRules(Topology topology, EventFlow flow, FunctionServices services) {
        this.topology = topology;
        this.flow = flow;
        this.services = services;
    }

    static List<TopologyProblem> problems(
            Topology topology, EventFlow flow, FunctionServices services, List<FunctionContract> functions) {
        ServiceRules rules = new ServiceRules(topology, flow, services);
        if (!services.limits().isEmpty()) {
            functions.forEach(rules::check);
            rules.sinkBindings()
                    .filter(binding -> !rules.isKnown(binding.service(), functions))
                    .forEach(binding -> rules.problems.add(new TopologyProblem(
                            binding.file(),
                            "spec.subject.name",
                            "there is no Service '" + binding.service() + "'.",
                            "Correct the name.")));
        }
        return rules.problems;
    }

    private void check(FunctionContract function) {
        Limits limits = services.limits().get(function.name());
        if (limits == null) {
            problems.add(new TopologyProblem(
                    function.name(),
                    "",
                    "the function has no Knative Service.",
                    "Add " + function.name() + "/service.yaml."));
            return;
        }
        if (function.longestWait().toSeconds() > limits.timeoutSeconds()) {
            add(
                    limits,
                    "timeoutSeconds",
                    limits.timeoutSeconds() + " s do not cover what '" + function.name() + "' waits for: "
                            + function.waitsFor().stream().sorted().toList() + " may take "
                            + function.longestWait().toSeconds() + " s together.",
                    "Set it to " + function.longestWait().toSeconds() + " or more.");
        }
        topology.triggers().stream()
                .filter(trigger ->
                        flow.function(trigger).filter(function::equals).isPresent())
                .forEach(trigger -> checkConcurrency(limits, trigger));
        checkSinkBinding(function, limits);
    }

    private void checkConcurrency(Limits limits, TriggerSpec trigger) {
        int inFlight = trigger.ordered() ? ORDERED_IN_FLIGHT : UNORDERED_IN_FLIGHT;
        if (limits.concurrency() > 0 && limits.concurrency() * HELD_PER_CONCURRENCY < inFlight) {
            int enough = Math.ceilDiv(inFlight, HELD_PER_CONCURRENCY);
            add(
                    limits,
                    "containerConcurrency",
                    limits.concurrency() + " lets the first pod hold " + limits.concurrency() * HELD_PER_CONCURRENCY
                            + " events, but Trigger '" + trigger.name() + "' keeps up to " + inFlight
                            + " in flight: the others get 503.",
                    "Set it to " + enough + " or more.");
        }
    }

    private void checkSinkBinding(FunctionContract function, Limits limits) {
        Set<String> bound = new HashSet<>();
        sinkBindings().map(SinkBindingSpec::service).forEach(bound::add);
        if (function.posts() && !bound.contains(function.name())) {
            problems.add(new TopologyProblem(
                    limits.file(),
                    "",
                    "'" + function.name() + "' posts events, but no SinkBinding gives it K_SINK.",
                    "Add a SinkBinding with this Service as its subject and the Broker as its sink."));
        }
    }

    private Stream<SinkBindingSpec> sinkBindings() {
        return Stream.concat(services.sinkBindings().stream(), topology.sinkBindings().stream());
    }

    /** A step may be a Service that is described elsewhere, and a function's may be missing, which is a problem of its own. */
    private boolean isKnown(String service, List<FunctionContract> functions) {
        return services.limits().containsKey(service)
                || functions.stream().anyMatch(function -> function.name().equals(service))
                || topology.triggers().stream()
                        .map(TriggerSpec::subscriber)
                        .anyMatch(subscriber -> subscriber instanceof Destination.Ref ref
                                && EventFlow.isService(ref)
                                && ref.name().equals(service));
    }

    private void add(Limits limits, String field, String message, String remedy) {
        problems.add(new TopologyProblem(limits.file(), "spec.template.spec." + field, message, remedy));
    }
}
