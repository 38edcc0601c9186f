package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether there is a node for each pod that asks for one by labels: a GPU's product or memory, say. */
final class NodeCheck {

    private static final String NAME = "nodes by label";
    private static final String TERMS =
            "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms";

    private final Cluster cluster;
    private final List<DeclaredObject> objects;

    NodeCheck(Cluster cluster, List<DeclaredObject> objects) {
        this.cluster = cluster;
        this.objects = objects;
    }

    Check look() {
        List<Map<String, String>> nodes = cluster.client().nodes().list().getItems().stream()
                .map(node -> node.getMetadata().getLabels())
                .map(labels -> labels == null ? Map.<String, String>of() : labels)
                .toList();
        TreeSet<String> asking = new TreeSet<>();
        List<String> homeless = new ArrayList<>();
        for (DeclaredObject object : objects) {
            JsonNode pod = object.content().at("/spec/template/spec");
            if (pod.path("nodeSelector").isEmpty() && pod.at(TERMS).isEmpty()) {
                continue;
            }
            asking.add(object.name().name());
            if (nodes.stream().noneMatch(labels -> admits(labels, pod))) {
                homeless.add(object + " wants " + words(pod));
            }
        }
        if (homeless.isEmpty()) {
            return Check.fine(
                    NAME, asking.isEmpty() ? "none asked for" : "there is one for " + String.join(", ", asking));
        }
        return Check.wrong(
                NAME,
                String.join("; ", homeless) + ", and no node has it",
                "add such a node (GPU feature discovery writes the labels of GPUs), or take an engine or a model in the overlay that a node is large enough for");
    }

    /** All labels of the selector, and all expressions of one of the terms ("Assigning Pods to Nodes", Kubernetes). */
    private static boolean admits(Map<String, String> labels, JsonNode pod) {
        boolean selected = pod.path("nodeSelector").properties().stream()
                .allMatch(wanted -> wanted.getValue().asText().equals(labels.get(wanted.getKey())));
        JsonNode terms = pod.at(TERMS);
        return selected
                && (terms.isEmpty()
                        || terms.valueStream()
                                .anyMatch(term -> !term.path("matchExpressions").isEmpty()
                                        && term.path("matchExpressions")
                                                .valueStream()
                                                .allMatch(expression -> holds(labels, expression))));
    }

    private static boolean holds(Map<String, String> labels, JsonNode expression) {
        String value = labels.get(expression.path("key").asText());
        List<String> values =
                expression.path("values").valueStream().map(JsonNode::asText).toList();
        return switch (expression.path("operator").asText()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> number(value) > number(values.getFirst());
            case "Lt" -> value != null && number(value) < number(values.getFirst());
            default -> true;
        };
    }

    /** Below any other where it is none. */
    private static long number(@Nullable String value) {
        return value != null && value.matches("\\d{1,18}") ? Long.parseLong(value) : Long.MIN_VALUE;
    }

    private static String words(JsonNode pod) {
        List<String> words = new ArrayList<>();
        pod.path("nodeSelector")
                .properties()
                .forEach(wanted ->
                        words.add(wanted.getKey() + "=" + wanted.getValue().asText()));
        pod.at(TERMS)
                .forEach(term -> term.path("matchExpressions").forEach(expression -> {
                    List<String> values = expression
                            .path("values")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList();
                    words.add((expression.path("key").asText() + " "
                                    + expression.path("operator").asText() + " " + String.join(", ", values))
                            .strip());
                }));
        return String.join(" and ", words);
    }
}
