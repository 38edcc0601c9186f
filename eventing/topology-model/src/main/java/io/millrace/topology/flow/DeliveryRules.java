package io.millrace.topology.flow;

import io.millrace.contracts.Dependency;
import io.millrace.contracts.FunctionContract;
import io.millrace.topology.Delivery;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.Destination;
import io.millrace.topology.FunctionServices;
import io.millrace.topology.FunctionServices.Limits;
import io.millrace.topology.Topology;
import io.millrace.topology.TopologyProblem;
import io.millrace.topology.TriggerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Whether delivery loses nothing, and covers in time and in tries what lies downstream of it. */
final class DeliveryRules {

    /** How long a model Service may be away on Knative without an event becoming a dead letter (architecture §9.3). */
    static final Duration MODEL_ABSENCE = Duration.ofMinutes(15);

    private final EventFlow flow;
    private final FunctionServices services;
    private final DeliveryProfile profile;
    private final List<TopologyProblem> problems = new ArrayList<>();

    private DeliveryRules(EventFlow flow, FunctionServices services, DeliveryProfile profile) {
        this.flow = flow;
        this.services = services;
        this.profile = profile;
    }

    static List<TopologyProblem> problems(
            Topology topology, EventFlow flow, FunctionServices services, DeliveryProfile profile) {
        DeliveryRules rules = new DeliveryRules(flow, services, profile);
        topology.triggers().forEach(rules::check);
        return rules.problems;
    }

    private void check(TriggerSpec trigger) {
        Delivery delivery = trigger.delivery();
        delivery.deadLetterSinkIfSet()
                .ifPresentOrElse(
                        sink -> checkSink(trigger, sink),
                        () -> add(
                                trigger,
                                "spec.delivery",
                                "Trigger '" + trigger.name() + "' has no dead-letter sink: on Knative an event that"
                                        + " fails is lost.",
                                "Set deadLetterSink here or on the Broker."));
        if (delivery.retry() == 0) {
            add(
                    trigger,
                    "spec.delivery.retry",
                    "Trigger '" + trigger.name() + "' has no retries: whatever passes becomes a dead letter.",
                    "Set retry here or on the Broker.");
        }
        delivery.timeoutIfSet()
                .ifPresentOrElse(
                        timeout -> checkTimeout(trigger, trigger.subscriber(), timeout),
                        () -> add(
                                trigger,
                                "spec.delivery.timeout",
                                "neither Trigger '" + trigger.name() + "' nor its Broker says how long an attempt may"
                                        + " take: the channel-based broker waits for ever.",
                                "Set timeout, such as PT310S."));
        flow.function(trigger)
                .filter(DeliveryRules::waitsForAModel)
                .ifPresent(function -> checkBudget(trigger, function));
    }

    private void checkSink(TriggerSpec trigger, Destination sink) {
        if (sink instanceof Destination.Ref ref
                && EventFlow.isService(ref)
                && flow.function(ref.name()).isEmpty()) {
            add(
                    trigger,
                    "spec.delivery.deadLetterSink.ref.name",
                    "there is no function '" + ref.name() + "'.",
                    "Use dead-letters.");
        }
        trigger.delivery().timeoutIfSet().ifPresent(timeout -> checkTimeout(trigger, sink, timeout));
    }

    /** Were it the other way round, the broker would send again what is still being worked on. */
    private void checkTimeout(TriggerSpec trigger, Destination destination, Duration timeout) {
        limits(destination)
                .filter(limits -> timeout.compareTo(Duration.ofSeconds(limits.timeoutSeconds())) <= 0)
                .ifPresent(limits -> add(
                        trigger,
                        "spec.delivery.timeout",
                        timeout + " does not exceed the " + limits.timeoutSeconds() + " s that " + destination
                                + " may take.",
                        "Set it above timeoutSeconds of " + limits.file() + "."));
    }

    private void checkBudget(TriggerSpec trigger, FunctionContract function) {
        Delivery delivery = trigger.delivery();
        Duration budget = IntStream.rangeClosed(1, delivery.retry())
                .mapToObj(retry -> profile.wait(delivery, retry))
                .reduce(Duration.ZERO, Duration::plus);
        if (delivery.retry() > 0 && budget.compareTo(MODEL_ABSENCE) < 0) {
            add(
                    trigger,
                    "spec.delivery.retry",
                    delivery.retry() + " retries of Trigger '" + trigger.name() + "' last " + budget + " on the "
                            + profile + " broker, but a model that '" + function.name() + "' needs may be away for "
                            + MODEL_ABSENCE + ".",
                    "Raise retry or backoffDelay.");
        }
    }

    private Optional<Limits> limits(Destination destination) {
        return destination instanceof Destination.Ref ref && EventFlow.isService(ref)
                ? Optional.ofNullable(services.limits().get(ref.name()))
                : Optional.empty();
    }

    private static boolean waitsForAModel(FunctionContract function) {
        return function.waitsFor().stream().anyMatch(Dependency::isModel);
    }

    private void add(TriggerSpec trigger, String path, String message, String remedy) {
        problems.add(new TopologyProblem(trigger.file(), path, message, remedy));
    }
}
