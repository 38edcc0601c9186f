package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pod that has the mappings of databases mounted.
 *
 * @param pod of a function, or of the Deployment that follows logs
 * @param volume that holds the mappings
 * @param mappings the ConfigMap's content, each as written
 */
record RowReader(Pod pod, JsonNode volume, JsonNode mappings) {

    static final String CAPTURE = "change-capture";
    static final String DATABASES = "millrace-databases";

    private static final YAMLMapper YAML = new YAMLMapper();

    static Stream<RowReader> in(Manifests manifests) {
        return manifests
                .pods()
                .flatMap(pod -> Pod.items(pod.spec().path("volumes"))
                        .filter(volume -> configMap(volume).startsWith(DATABASES))
                        .map(volume -> new RowReader(
                                pod,
                                volume,
                                manifests
                                        .find("v1", "ConfigMap", configMap(volume))
                                        .map(map -> map.path("data"))
                                        .orElseGet(YAML::createObjectNode))));
    }

    /** The one that follows logs. */
    static Optional<Pod> capture(Manifests manifests) {
        return manifests
                .pods()
                .filter(pod -> Manifests.isA(pod.owner(), "apps/v1", "Deployment"))
                .filter(pod -> Manifests.name(pod.owner()).equals(CAPTURE))
                .findFirst();
    }

    private static String configMap(JsonNode volume) {
        return volume.at("/configMap/name").asText();
    }

    String name() {
        return Manifests.name(pod.owner());
    }

    /** Addresses of the databases, without what JDBC puts before a URL's scheme. */
    Stream<String> addresses() {
        return mappings.properties().stream()
                .map(mapping ->
                        read(mapping.getValue().asText()).path("url").asText().replaceFirst("^jdbc:", ""));
    }

    /** Where the container has the mappings. */
    Optional<JsonNode> mount() {
        return pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("volumeMounts")))
                .filter(mount -> mount.path("name").equals(volume.path("name")))
                .findFirst();
    }

    private static JsonNode read(String mapping) {
        try {
            return YAML.readTree(mapping);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
