package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A function's pod uses only what Knative Serving's webhook admits (1.22, pkg/apis/serving/k8s_validation.go) with its feature flags as they are by default. */
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

    private static final String AUTOSCALING = "autoscaling.knative.dev/";
    private static final Set<String> RESERVED_VARIABLES = Set.of("PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION");

    /** queue-proxy's own (Serving's networking constants). */
    private static final Set<Integer> RESERVED_PORTS = Set.of(8008, 8012, 8013, 8022, 9090, 9091);

    /** A claim needs two feature flags, and fsGroup, the one field of the pod's security context that goes with it, a third: 'deploy --cluster-admin' sets them. */
    private static final Set<String> VOLUMES =
            Set.of("name", "configMap", "emptyDir", "persistentVolumeClaim", "projected", "secret");

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        manifests.pods().filter(Pod::isFunction).forEach(pod -> {
            refused(pod.spec(), POD_FIELDS).stream()
                    .filter(field -> !field.equals("securityContext") || !isGroupOfClaim(pod.spec()))
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
                Pod.items(container.path("env"))
                        .map(variable -> variable.path("name").asText())
                        .filter(RESERVED_VARIABLES::contains)
                        .forEach(name -> findings.add(pod.finding(container, "Knative sets " + name + " itself")));
                findings.addAll(ports(pod, container));
            }
            findings.addAll(volumes(pod));
            findings.addAll(scaling(pod));
        });
        return findings;
    }

    private static boolean isGroupOfClaim(JsonNode spec) {
        return spec.path("securityContext").size() == 1
                && spec.path("securityContext").has("fsGroup")
                && Pod.items(spec.path("volumes")).anyMatch(volume -> volume.has("persistentVolumeClaim"));
    }

    /** One port, named after its protocol, none of queue-proxy's. */
    private static List<Finding> ports(Pod pod, JsonNode container) {
        List<JsonNode> ports = Pod.items(container.path("ports")).toList();
        boolean right = ports.size() == 1
                && Set.of("http1", "h2c").contains(ports.getFirst().path("name").asText())
                && !RESERVED_PORTS.contains(
                        ports.getFirst().path("containerPort").asInt());
        return right
                ? List.of()
                : List.of(pod.finding(
                        container, "one port, named http1 or h2c, none of " + RESERVED_PORTS + ": " + ports));
    }

    /** Each volume is mounted, not over a path that belongs to the container's own system. */
    private static List<Finding> volumes(Pod pod) {
        List<JsonNode> mounts = pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("volumeMounts")))
                .toList();
        Stream<Finding> unused = Pod.items(pod.spec().path("volumes"))
                .map(volume -> volume.path("name"))
                .filter(name ->
                        mounts.stream().noneMatch(mount -> mount.path("name").equals(name)))
                .map(name -> pod.finding("Knative refuses a volume that is not mounted: " + name));
        Stream<Finding> reserved = mounts.stream()
                .map(mount -> mount.path("mountPath").asText())
                .filter(path -> Set.of("/", "/dev", "/dev/log").contains(path))
                .map(path -> pod.finding("Knative refuses a mount at " + path));
        return Stream.concat(unused, reserved).toList();
    }

    /** What the webhook asks of the autoscaler's annotations; it refuses them on the Service itself, where they would do nothing. */
    private static List<Finding> scaling(Pod pod) {
        List<Finding> findings = new ArrayList<>();
        if (pod.owner().at("/metadata/annotations").toString().contains(AUTOSCALING)) {
            findings.add(pod.finding("annotations of the autoscaler belong on the template"));
        }
        JsonNode annotations = pod.owner().at("/spec/template/metadata/annotations");
        annotations.properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                findings.add(pod.finding(entry.getKey() + " must be text"));
            }
        });
        int least = annotations.path(AUTOSCALING + "min-scale").asInt(0);
        int most = annotations.path(AUTOSCALING + "max-scale").asInt(0);
        if (most > 0 && least > most) {
            findings.add(pod.finding("min-scale " + least + " is above max-scale " + most));
        }
        String retention = annotations
                .path(AUTOSCALING + "scale-to-zero-pod-retention-period")
                .asText("0s");
        if (!retention.matches("\\d+s|[1-5]?\\dm")) {
            findings.add(pod.finding("scale-to-zero-pod-retention-period is no duration below an hour: " + retention));
        }
        return findings;
    }

    private static List<String> refused(JsonNode object, Set<String> allowed) {
        return object.properties().stream()
                .map(field -> field.getKey())
                .filter(field -> !allowed.contains(field))
                .toList();
    }
}
