package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Pods as a NetworkPolicy sees them: those that are rendered, and those that an operator will make of what is rendered.
 *
 * @param name of the object that makes them
 * @param labels that they have
 * @param ports by name
 */
record Workload(String name, JsonNode labels, Map<String, Integer> ports) {

    Workload {
        ports = Map.copyOf(ports);
    }

    static List<Workload> in(Manifests manifests) {
        Stream<Workload> rendered = manifests.pods().map(Workload::of);
        Stream<Workload> clusters = manifests
                .all("postgresql.cnpg.io/v1", "Cluster")
                .map(cluster -> made(Manifests.label(cluster), "cnpg.io/cluster", Manifests.name(cluster)));
        Stream<Workload> sources = manifests
                .all("sources.knative.dev/v1alpha1", "IntegrationSource")
                .map(source -> made(
                        Manifests.label(source),
                        "sources.knative.dev/containerSource",
                        Manifests.name(source) + "-containersource"));
        return Stream.of(rendered, clusters, sources)
                .flatMap(workloads -> workloads)
                .toList();
    }

    static Workload of(Pod pod) {
        Map<String, Integer> ports = new HashMap<>();
        pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("ports")))
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").asInt()));
        return new Workload(Manifests.name(pod.owner()), pod.labels(), ports);
    }

    private static Workload made(String name, String label, String value) {
        ObjectNode labels = JsonNodeFactory.instance.objectNode().put(label, value);
        return new Workload(name, labels, Map.of());
    }

    /** Whether a selector means these pods; an empty one means all. */
    boolean matches(JsonNode selector) {
        return selector.path("matchLabels").properties().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.path(wanted.getKey())))
                && Pod.items(selector.path("matchExpressions")).allMatch(this::matchesExpression);
    }

    private boolean matchesExpression(JsonNode expression) {
        JsonNode label = labels.path(expression.path("key").asText());
        String operator = expression.path("operator").asText();
        if (operator.equals("Exists")) {
            return !label.isMissingNode();
        }
        if (!operator.equals("In")) {
            throw new IllegalArgumentException("a selector with another operator than In or Exists: " + expression);
        }
        return Pod.items(expression.path("values")).anyMatch(label::equals);
    }

    /** A policy's port, which may be a name; 0, which nobody has, where it is missing and thus any. */
    int port(JsonNode port) {
        JsonNode value = port.path("port");
        return value.isTextual() ? ports.getOrDefault(value.asText(), 0) : value.asInt(0);
    }
}
