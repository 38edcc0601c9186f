package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A pod template.
 *
 * @param owner the Deployment, StatefulSet, Job, CronJob or Knative Service that makes the pod
 * @param spec the pod's specification
 */
record Pod(JsonNode owner, JsonNode spec) {

    String label() {
        return Manifests.label(owner);
    }

    boolean isFunction() {
        return Manifests.isA(owner, Manifests.SERVING, "Service");
    }

    boolean isJob() {
        return Manifests.isA(owner, "batch/v1", "Job") || Manifests.isA(owner, "batch/v1", "CronJob");
    }

    JsonNode labels() {
        return template(owner).at("/metadata/labels");
    }

    static JsonNode template(JsonNode owner) {
        return Manifests.isA(owner, "batch/v1", "CronJob")
                ? owner.at("/spec/jobTemplate/spec/template")
                : owner.at("/spec/template");
    }

    /** Containers and init containers. */
    List<JsonNode> containers() {
        return Stream.of("containers", "initContainers")
                .flatMap(field -> items(spec.path(field)))
                .toList();
    }

    Finding finding(String message) {
        return new Finding(label(), message);
    }

    Finding finding(JsonNode container, String message) {
        return new Finding(label(), "container " + container.path("name").asText("?") + ": " + message);
    }

    static Stream<JsonNode> items(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
