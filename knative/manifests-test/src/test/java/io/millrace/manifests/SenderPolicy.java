package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where an EventPolicy guards the Broker, it names exactly those that send to it: SinkBindings, schedules, and Triggers with their functions' replies. */
final class SenderPolicy implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        Set<String> senders = Stream.of(
                        manifests.all(Manifests.SOURCES, "SinkBinding"),
                        manifests.all(Manifests.SOURCES, "PingSource"),
                        manifests.all(Manifests.EVENTING, "Trigger"))
                .flatMap(objects -> objects)
                .map(Manifests::label)
                .collect(Collectors.toCollection(TreeSet::new));
        return manifests
                .all("eventing.knative.dev/v1alpha1", "EventPolicy")
                .filter(policy -> !named(policy).equals(senders))
                .map(policy -> new Finding(
                        Manifests.label(policy),
                        "it lets in " + named(policy) + ", but those that send are " + senders))
                .toList();
    }

    private static Set<String> named(JsonNode policy) {
        return Pod.items(policy.at("/spec/from"))
                .map(from -> from.at("/ref/kind").asText() + "/"
                        + from.at("/ref/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
