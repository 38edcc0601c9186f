package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Pod Security Standards, profile "restricted", on the container itself, because Knative refuses the pod's own security
 * context unless a feature flag is set. Beyond the profile: a read-only root and no service-account token.
 */
final class RestrictedPods implements Rule {

    private static final Set<String> VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    @Override
    public List<Finding> check(Manifests manifests) {
        return manifests.pods().flatMap(RestrictedPods::check).toList();
    }

    private static Stream<Finding> check(Pod pod) {
        Stream<Finding> ofPod = Stream.of(
                        Rules.unless(
                                pod.spec().path("automountServiceAccountToken").isBoolean()
                                        && !pod.spec()
                                                .path("automountServiceAccountToken")
                                                .asBoolean(),
                                "automountServiceAccountToken must be false"),
                        Rules.unless(
                                Stream.of("hostNetwork", "hostPID", "hostIPC")
                                        .noneMatch(
                                                field -> pod.spec().path(field).asBoolean()),
                                "hostNetwork, hostPID and hostIPC must not be set"),
                        Rules.unless(
                                Pod.items(pod.spec().path("volumes")).allMatch(RestrictedPods::isAllowed),
                                "a volume has a type that the restricted profile forbids"))
                .flatMap(message -> message)
                .map(pod::finding);
        Stream<Finding> ofContainers = pod.containers().stream()
                .flatMap(container -> ofContainer(container).map(message -> pod.finding(container, message)));
        return Stream.concat(ofPod, ofContainers);
    }

    private static Stream<String> ofContainer(JsonNode container) {
        JsonNode context = container.path("securityContext");
        List<String> dropped = Pod.items(context.at("/capabilities/drop"))
                .map(JsonNode::asText)
                .toList();
        JsonNode escalation = context.path("allowPrivilegeEscalation");
        return Stream.of(
                        Rules.unless(context.path("runAsNonRoot").asBoolean(), "runAsNonRoot must be true"),
                        Rules.unless(context.path("runAsUser").asInt(0) > 0, "runAsUser must be a user other than 0"),
                        Rules.unless(
                                escalation.isBoolean() && !escalation.asBoolean(),
                                "allowPrivilegeEscalation must be false"),
                        Rules.unless(
                                context.path("readOnlyRootFilesystem").asBoolean(),
                                "readOnlyRootFilesystem must be true"),
                        Rules.unless(!context.path("privileged").asBoolean(), "privileged must not be set"),
                        Rules.unless(dropped.contains("ALL"), "capabilities.drop must hold ALL"),
                        Rules.unless(context.at("/capabilities/add").isEmpty(), "capabilities.add must be empty"),
                        Rules.unless(
                                context.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
                                "seccompProfile.type must be RuntimeDefault"),
                        Rules.unless(
                                Pod.items(container.path("ports")).noneMatch(port -> port.has("hostPort")),
                                "hostPort must not be set"))
                .flatMap(message -> message);
    }

    private static boolean isAllowed(JsonNode volume) {
        return volume.properties().stream()
                .filter(field -> !field.getKey().equals("name"))
                .allMatch(field -> VOLUMES.contains(field.getKey()));
    }
}
