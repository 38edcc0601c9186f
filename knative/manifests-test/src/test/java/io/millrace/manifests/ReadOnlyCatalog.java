package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/** Only the loader Job writes to the catalog; every other pod claims and mounts it read-only, and a model server has it. */
final class ReadOnlyCatalog implements Rule {

    private static final String CLAIM = "model-catalog";
    private static final String FOLDER = "/catalog";

    /** The Job that pulls models, by its name. */
    private static final String LOADER = "model-loader";

    @Override
    public List<Finding> check(Manifests manifests) {
        Stream<Finding> written = manifests
                .pods()
                .filter(pod -> !isLoader(pod))
                .flatMap(pod -> catalogs(pod)
                        .flatMap(volume -> Stream.concat(claim(volume), mounts(pod, volume)))
                        .map(pod::finding));
        Stream<Finding> missing = ModelServer.in(manifests)
                .filter(server -> Pod.items(server.container().path("volumeMounts"))
                        .noneMatch(mount -> mount.path("mountPath").asText().equals(FOLDER)))
                .map(server -> server.finding(FOLDER + " must be mounted"));
        return Stream.concat(written, missing).toList();
    }

    private static boolean isLoader(Pod pod) {
        return Manifests.isA(pod.owner(), "batch/v1", "Job")
                && Manifests.name(pod.owner()).equals(LOADER);
    }

    private static Stream<JsonNode> catalogs(Pod pod) {
        return Pod.items(pod.spec().path("volumes"))
                .filter(volume ->
                        volume.at("/persistentVolumeClaim/claimName").asText().equals(CLAIM));
    }

    private static Stream<String> claim(JsonNode volume) {
        return Rules.unless(
                volume.at("/persistentVolumeClaim/readOnly").asBoolean(),
                "only the loader Job may write to the catalog: the claim must be readOnly");
    }

    private static Stream<String> mounts(Pod pod, JsonNode volume) {
        return pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("volumeMounts")))
                .filter(mount -> mount.path("name").equals(volume.path("name")))
                .flatMap(mount -> Rules.unless(
                        mount.path("readOnly").asBoolean(),
                        mount.path("mountPath").asText() + " must be mounted readOnly"));
    }
}
