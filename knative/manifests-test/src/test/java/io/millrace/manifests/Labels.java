package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;

/** Kubernetes' matchLabels. */
final class Labels {

    private Labels() {}

    /** Whether all wanted labels are there with their values; nothing wanted matches nothing here, lest an empty selector pass for one's own. */
    static boolean match(JsonNode wanted, JsonNode labels) {
        return !wanted.isEmpty()
                && wanted.properties().stream()
                        .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
    }
}
