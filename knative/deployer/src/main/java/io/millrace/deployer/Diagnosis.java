package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why an object does not become ready: by its pods, by what the cluster noted about it (events), and by its own status. */
final class Diagnosis {

    private final Cluster cluster;

    Diagnosis(Cluster cluster) {
        this.cluster = cluster;
    }

    /** @param missing what its status says */
    Trouble of(ObjectNode live, String missing) {
        ObjectName name = ObjectName.of(live);
        try {
            return pods(name, live)
                    .or(() -> events(name))
                    .or(() -> revision(name, live))
                    .orElseGet(() -> StatusWords.trouble(name, missing));
        } catch (KubernetesClientException e) {
            // Someone who may deploy need not be allowed to read pods and events.
            return StatusWords.trouble(name, missing);
        }
    }

    private Optional<Trouble> pods(ObjectName name, ObjectNode live) {
        Map<String, String> labels = podLabels(name, live);
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        List<Pod> pods = cluster.client()
                .pods()
                .inNamespace(name.namespace())
                .withLabels(labels)
                .list()
                .getItems();
        Optional<Trouble> mild = Optional.empty();
        for (Pod pod : pods) {
            Optional<Trouble> trouble = PodTrouble.of(pod);
            if (trouble.isPresent() && !trouble.get().remedy().isEmpty()) {
                return trouble;
            }
            mild = mild.or(() -> trouble);
        }
        if (mild.isEmpty()) {
            return Optional.empty();
        }
        // Events stay for an hour: what kept pods from being made counts only while pods are lacking.
        Optional<Trouble> starting = mild;
        Optional<Trouble> lacking = pods.size() < live.at("/spec/replicas").asInt(1) ? events(name) : Optional.empty();
        return lacking.or(() -> podEvents(pods)).or(() -> starting);
    }

    /** The labels that the pods of an object have; none where it has no pods. */
    private static Map<String, String> podLabels(ObjectName name, ObjectNode live) {
        Map<String, String> labels = new LinkedHashMap<>();
        switch (name.groupKind()) {
            case "Service.serving.knative.dev" -> labels.put("serving.knative.dev/service", name.name());
            case "Job.batch" -> labels.put("batch.kubernetes.io/job-name", name.name());
            case "Cluster.postgresql.cnpg.io" -> labels.put("cnpg.io/cluster", name.name());
            case "Deployment.apps", "StatefulSet.apps", "DaemonSet.apps" ->
                live.at("/spec/selector/matchLabels")
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().asText()));
            default -> {}
        }
        return labels;
    }

    /** What kept pods from being made at all. The objects that make them are named after ours: a ReplicaSet, a Knative Deployment. */
    private Optional<Trouble> events(ObjectName name) {
        return warnings(name.namespace(), "FailedCreate").stream()
                .filter(event -> isOf(event, name.name()))
                .map(event -> StatusWords.trouble(name, String.valueOf(event.getMessage())))
                .findFirst();
    }

    private static boolean isOf(Event event, String name) {
        String involved = event.getInvolvedObject() == null
                ? ""
                : String.valueOf(event.getInvolvedObject().getName());
        return involved.equals(name) || involved.startsWith(name + "-");
    }

    private Optional<Trouble> podEvents(List<Pod> pods) {
        if (pods.isEmpty()) {
            return Optional.empty();
        }
        String namespace = pods.getFirst().getMetadata().getNamespace();
        List<String> names =
                pods.stream().map(pod -> pod.getMetadata().getName()).toList();
        return warnings(namespace, "FailedMount").stream()
                .filter(event -> event.getInvolvedObject() != null
                        && names.contains(event.getInvolvedObject().getName()))
                .map(event -> new Trouble(
                        "volume: " + event.getMessage(),
                        "make what the volume names (Secret, ConfigMap, claim or folder)",
                        false))
                .findFirst();
    }

    private List<Event> warnings(String namespace, String reason) {
        return cluster.client().v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .sorted((a, b) -> String.valueOf(b.getLastTimestamp()).compareTo(String.valueOf(a.getLastTimestamp())))
                .toList();
    }

    /** The latest revision of a Knative Service knows more than the Service. */
    private Optional<Trouble> revision(ObjectName name, ObjectNode live) {
        String latest = live.at("/status/latestCreatedRevisionName").asText();
        if (!name.is("serving.knative.dev", "Service") || latest.isEmpty()) {
            return Optional.empty();
        }
        Optional<ObjectNode> revision =
                cluster.get(new ObjectName(name.apiVersion(), "Revision", name.namespace(), latest));
        if (revision.isPresent()) {
            for (JsonNode condition : revision.get().at("/status/conditions")) {
                if (condition.path("status").asText().equals("False")
                        && !condition.path("message").asText().isEmpty()) {
                    return Optional.of(StatusWords.trouble(name, Readiness.words(condition)));
                }
            }
        }
        return Optional.empty();
    }
}
