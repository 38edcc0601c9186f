package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** What long-lived GPU servers need: time to start, time to end, a read-only catalog, and no way out to a model hub. */
final class ModelServers implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        return manifests
                .pods()
                .filter(pod -> !pod.isFunction())
                .flatMap(pod -> Stream.of(start(pod), end(pod), placement(pod), catalog(pod), offline(pod))
                        .flatMap(messages -> messages)
                        .map(pod::finding))
                .toList();
    }

    /** threshold × period ≥ 3 × bytes ÷ bandwidth + warm-up, and the roll-out is not given up before that. */
    private static Stream<String> start(Pod pod) {
        JsonNode facts = pod.owner().at("/metadata/annotations");
        long bandwidth = facts.path("millrace.io/volume-bytes-per-second").asLong(0);
        long bytes = facts.path("millrace.io/model-bytes").asLong(0);
        if (bandwidth < 1 || bytes < 1) {
            return Stream.of("annotations millrace.io/model-bytes and volume-bytes-per-second must be set");
        }
        long needed = Math.ceilDiv(3 * bytes, bandwidth)
                + facts.path("millrace.io/warm-up-seconds").asLong(0);
        JsonNode probe = container(pod).path("startupProbe");
        long budget = probe.path("failureThreshold").asLong(3)
                * probe.path("periodSeconds").asLong(10);
        long deadline = pod.owner().at("/spec/progressDeadlineSeconds").asLong(600);
        return Stream.of(
                        unless(
                                budget >= needed,
                                "start-up budget " + budget + " s is below the " + needed + " s needed"),
                        unless(deadline > budget, "progressDeadlineSeconds " + deadline + " is not above " + budget))
                .flatMap(message -> message);
    }

    private static Stream<String> end(Pod pod) {
        long pause = container(pod).at("/lifecycle/preStop/sleep/seconds").asLong(0);
        long drain = arguments(pod)
                .filter(argument -> argument.startsWith("--shutdown-timeout="))
                .mapToLong(argument -> Long.parseLong(argument.substring("--shutdown-timeout=".length())))
                .findFirst()
                .orElse(0);
        long grace = pod.spec().path("terminationGracePeriodSeconds").asLong(30);
        boolean aborts = arguments(pod).noneMatch(argument -> argument.startsWith("--shutdown-timeout="))
                && container(pod).path("command").path(0).asText().equals("vllm");
        return Stream.of(
                        unless(!aborts, "vllm without --shutdown-timeout aborts the answers under way"),
                        unless(
                                grace > pause + drain,
                                "terminationGracePeriodSeconds " + grace + " is not above preStop " + pause
                                        + " + drain " + drain))
                .flatMap(message -> message);
    }

    private static Stream<String> placement(Pod pod) {
        return Stream.of(
                        unless(
                                container(pod)
                                                .at("/resources/limits")
                                                .path("nvidia.com/gpu")
                                                .asInt(0)
                                        >= 1,
                                "limits must ask for nvidia.com/gpu"),
                        unless(
                                pod.spec().path("nodeSelector").has("nvidia.com/gpu.present"),
                                "nodeSelector is missing"),
                        unless(
                                Pod.items(pod.spec().path("tolerations"))
                                        .anyMatch(
                                                one -> one.path("key").asText().equals("nvidia.com/gpu")),
                                "toleration of nvidia.com/gpu is missing"),
                        unless(
                                pod.owner()
                                                .at("/spec/strategy/rollingUpdate/maxSurge")
                                                .asInt(1)
                                        == 0,
                                "maxSurge must be 0: no spare GPU is waiting"))
                .flatMap(message -> message);
    }

    private static Stream<String> catalog(Pod pod) {
        boolean claims = Pod.items(pod.spec().path("volumes"))
                .filter(volume -> volume.has("persistentVolumeClaim"))
                .allMatch(volume -> volume.at("/persistentVolumeClaim/readOnly").asBoolean());
        List<JsonNode> mounts = Pod.items(container(pod).path("volumeMounts"))
                .filter(mount -> mount.path("mountPath").asText().equals("/catalog"))
                .toList();
        boolean shared = Pod.items(pod.spec().path("volumes"))
                .anyMatch(volume -> volume.at("/emptyDir/medium").asText().equals("Memory"));
        return Stream.of(
                        unless(claims, "only the loader Job may write to the catalog: the claim must be readOnly"),
                        unless(
                                !mounts.isEmpty()
                                        && mounts.stream()
                                                .allMatch(mount ->
                                                        mount.path("readOnly").asBoolean()),
                                "/catalog must be mounted, readOnly"),
                        unless(shared, "/dev/shm needs an emptyDir in memory"))
                .flatMap(message -> message);
    }

    private static Stream<String> offline(Pod pod) {
        boolean offline = Pod.items(container(pod).path("env"))
                .anyMatch(variable -> variable.path("name").asText().equals("HF_HUB_OFFLINE")
                        && variable.path("value").asText().equals("1"));
        return Stream.of(
                        unless(offline, "HF_HUB_OFFLINE must be 1"),
                        unless(
                                arguments(pod).noneMatch(argument -> argument.startsWith("--trust-remote-code")),
                                "--trust-remote-code runs code from a model's folder"))
                .flatMap(message -> message);
    }

    private static JsonNode container(Pod pod) {
        return pod.spec().path("containers").path(0);
    }

    private static Stream<String> arguments(Pod pod) {
        return Pod.items(container(pod).path("args")).map(JsonNode::asText);
    }

    private static Stream<String> unless(boolean holds, String message) {
        return holds ? Stream.empty() : Stream.of(message);
    }
}
