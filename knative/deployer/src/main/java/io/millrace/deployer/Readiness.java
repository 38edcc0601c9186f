package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Whether an object does what it is for. By its own rules where Kubernetes has some; else by the condition Ready, which operators use, where there is one; what has
 * no status is ready by being there.
 */
final class Readiness {

    private Readiness() {}

    /** Empty where it is ready; else what is missing, in the words of its status. */
    static Optional<String> missing(ObjectNode live) {
        ObjectName name = ObjectName.of(live);
        if (!live.at("/metadata/deletionTimestamp").isMissingNode()) {
            return Optional.of("is being removed");
        }
        if (JobBinding.isOne(name, live)) {
            return jobBinding(live);
        }
        if (name.isKnative()) {
            return condition(live, "Ready", true);
        }
        return switch (name.groupKind()) {
            case "Namespace" ->
                live.at("/status/phase").asText("Active").equals("Active")
                        ? Optional.empty()
                        : Optional.of("is " + live.at("/status/phase").asText());
            case "Cluster.postgresql.cnpg.io" -> condition(live, "Ready", true);
            case "CustomResourceDefinition.apiextensions.k8s.io" -> condition(live, "Established", true);
            case "Deployment.apps" -> deployment(live);
            case "StatefulSet.apps" -> statefulSet(live);
            case "DaemonSet.apps" -> daemonSet(live);
            case "Job.batch" -> job(live);
            default -> condition(live, "Ready", false);
        };
    }

    private static Optional<String> deployment(ObjectNode live) {
        int wanted = live.at("/spec/replicas").asInt(1);
        JsonNode status = live.path("status");
        if (isOutdated(live)) {
            return Optional.of("the cluster has not seen it yet");
        }
        int updated = status.path("updatedReplicas").asInt();
        int available = status.path("availableReplicas").asInt();
        int all = status.path("replicas").asInt();
        return updated >= wanted && available >= wanted && all <= updated
                ? Optional.empty()
                : Optional.of(Math.min(updated, available) + " of " + wanted + " pods are ready");
    }

    private static Optional<String> statefulSet(ObjectNode live) {
        int wanted = live.at("/spec/replicas").asInt(1);
        JsonNode status = live.path("status");
        if (isOutdated(live)) {
            return Optional.of("the cluster has not seen it yet");
        }
        int ready = status.path("readyReplicas").asInt();
        boolean onDelete = live.at("/spec/updateStrategy/type").asText().equals("OnDelete");
        int updated = onDelete ? ready : status.path("updatedReplicas").asInt();
        int kept = live.at("/spec/updateStrategy/rollingUpdate/partition").asInt();
        return ready >= wanted && updated >= wanted - kept
                ? Optional.empty()
                : Optional.of(Math.min(ready, updated) + " of " + wanted + " pods are ready");
    }

    private static Optional<String> daemonSet(ObjectNode live) {
        JsonNode status = live.path("status");
        if (isOutdated(live)) {
            return Optional.of("the cluster has not seen it yet");
        }
        int wanted = status.path("desiredNumberScheduled").asInt();
        int available = status.path("numberAvailable").asInt();
        return available >= wanted && status.path("updatedNumberScheduled").asInt() >= wanted
                ? Optional.empty()
                : Optional.of(available + " of " + wanted + " pods are ready");
    }

    private static Optional<String> job(ObjectNode live) {
        for (JsonNode condition : live.at("/status/conditions")) {
            if (condition.path("status").asText().equals("True")) {
                switch (condition.path("type").asText()) {
                    case "Complete", "Suspended" -> {
                        return Optional.empty();
                    }
                    case "Failed" -> {
                        return Optional.of(
                                "failed: " + condition.path("message").asText());
                    }
                    default -> {}
                }
            }
        }
        return Optional.of("has not finished");
    }

    /**
     * It has done its part when it knows where to send: whether there is a Job to be told so now is no matter, and one that was there before can't be told any more
     * and makes it not Ready until it is gone.
     */
    private static Optional<String> jobBinding(ObjectNode live) {
        Optional<String> sink = condition(live, "SinkProvided", true);
        for (JsonNode condition : live.at("/status/conditions")) {
            if (sink.isEmpty()
                    && !condition.path("type").asText().equals("Ready")
                    && !condition.path("status").asText().equals("True")) {
                return Optional.of(words(condition));
            }
        }
        return sink;
    }

    private static Optional<String> condition(ObjectNode live, String type, boolean required) {
        for (JsonNode condition : live.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                if (isOutdated(live)) {
                    return Optional.of("the cluster has not seen it yet");
                }
                return condition.path("status").asText().equals("True")
                        ? Optional.empty()
                        : Optional.of(words(condition));
            }
        }
        return required ? Optional.of("the cluster has not seen it yet") : Optional.empty();
    }

    /** Reason and message of a condition. */
    static String words(JsonNode condition) {
        String reason = condition.path("reason").asText();
        String message = condition.path("message").asText().strip();
        if (reason.isEmpty() && message.isEmpty()) {
            return "is not " + condition.path("type").asText().toLowerCase(java.util.Locale.ROOT) + " yet";
        }
        return reason.isEmpty() ? message : message.isEmpty() ? reason : reason + ": " + message;
    }

    private static boolean isOutdated(ObjectNode live) {
        JsonNode observed = live.at("/status/observedGeneration");
        JsonNode generation = live.at("/metadata/generation");
        return !generation.isMissingNode()
                && (observed.isMissingNode()
                        ? !live.path("status").has("conditions")
                        : observed.asLong() < generation.asLong());
    }
}
