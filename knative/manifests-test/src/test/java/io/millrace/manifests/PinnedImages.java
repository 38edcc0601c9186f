package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** An image is named with a version or a digest; without one, two pods of one revision may run different code. */
final class PinnedImages implements Rule {

    private static final Pattern DIGEST = Pattern.compile(".+@sha256:[0-9a-f]{64}");
    private static final Pattern VERSION = Pattern.compile(".+:[^/:]*\\d[^/:]*");

    @Override
    public List<Finding> check(Manifests manifests) {
        return manifests
                .pods()
                .flatMap(pod -> pod.containers().stream()
                        .map(container -> container.path("image"))
                        .filter(image -> !isPinned(image))
                        .map(image -> pod.finding("image has neither a version nor a digest: " + image)))
                .toList();
    }

    private static boolean isPinned(JsonNode image) {
        String name = image.asText();
        return name.contains("@")
                ? DIGEST.matcher(name).matches()
                : VERSION.matcher(name).matches() && !name.endsWith(":latest");
    }
}
