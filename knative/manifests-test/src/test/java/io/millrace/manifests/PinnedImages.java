package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An image is named with a version or a digest; without one, two pods of one revision may run different code.
 *
 * @param strict whether a version is enough for images of this build only, and all others need a digest
 */
record PinnedImages(boolean strict) implements Rule {

    private static final Pattern DIGEST = Pattern.compile(".+@sha256:[0-9a-f]{64}");
    private static final Pattern VERSION = Pattern.compile(".+:[^/:]*\\d[^/:]*");
    private static final Pattern OURS = Pattern.compile("(dev\\.local|registry\\.internal)/millrace/[a-z-]+:.+");

    @Override
    public List<Finding> check(Manifests manifests) {
        Stream<Finding> ofClusters = manifests
                .all("postgresql.cnpg.io/v1", "Cluster")
                .filter(cluster -> !isPinned(cluster.at("/spec/imageName")))
                .map(cluster -> new Finding(
                        Manifests.label(cluster),
                        "imageName has neither a version nor a digest: " + cluster.at("/spec/imageName")));
        Stream<Finding> ofPods = manifests
                .pods()
                .flatMap(pod -> pod.containers().stream()
                        .map(container -> container.path("image"))
                        .filter(image -> !isPinned(image))
                        .map(image -> pod.finding("image has neither a version nor a digest: " + image)));
        return Stream.concat(ofClusters, ofPods).toList();
    }

    private boolean isPinned(JsonNode image) {
        String name = image.asText();
        if (strict && !name.contains("@") && !OURS.matcher(name).matches()) {
            return false;
        }
        return name.contains("@")
                ? DIGEST.matcher(name).matches()
                : VERSION.matcher(name).matches() && !name.endsWith(":latest");
    }
}
