package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A function's pod uses only what Knative Serving 1.22 admits with its feature flags as they are by default. */
final class FunctionPods implements Rule {

    private static final Set<String> POD_FIELDS = Set.of(
            "automountServiceAccountToken",
            "containerConcurrency",
            "containers",
            "enableServiceLinks",
            "idleTimeoutSeconds",
            "imagePullSecrets",
            "responseStartTimeoutSeconds",
            "serviceAccountName",
            "timeoutSeconds",
            "volumes");

    private static final Set<String> VOLUMES = Set.of("name", "configMap", "emptyDir", "projected", "secret");

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        manifests.pods().filter(Pod::isFunction).forEach(pod -> {
            refused(pod.spec(), POD_FIELDS)
                    .forEach(field -> findings.add(pod.finding("Knative refuses spec." + field)));
            Pod.items(pod.spec().path("volumes"))
                    .flatMap(volume -> refused(volume, VOLUMES).stream())
                    .forEach(type -> findings.add(pod.finding("Knative refuses a volume of type " + type)));
            for (JsonNode container : pod.containers()) {
                if (container.has("lifecycle")) {
                    findings.add(pod.finding(container, "Knative refuses lifecycle"));
                }
                Pod.items(container.path("env"))
                        .filter(variable -> variable.at("/valueFrom").has("fieldRef"))
                        .forEach(variable -> findings.add(pod.finding(container, "Knative refuses fieldRef")));
            }
        });
        return findings;
    }

    private static List<String> refused(JsonNode object, Set<String> allowed) {
        return object.properties().stream()
                .map(field -> field.getKey())
                .filter(field -> !allowed.contains(field))
                .toList();
    }
}
