package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an object's pods are made of.
 *
 * @param path where it stands in the object, such as {@code spec.template.spec}
 * @param pod the pods' specification
 */
record PodTemplate(String path, JsonNode pod) {

    /** Of what runs, and of CronJobs. */
    static List<PodTemplate> of(DeclaredObject object) {
        return Stream.of("/spec/template/spec", "/spec/jobTemplate/spec/template/spec")
                .map(pointer -> new PodTemplate(
                        pointer.substring(1).replace('/', '.'), object.content().at(pointer)))
                .filter(template -> !template.pod().isMissingNode())
                .toList();
    }

    /** Those that run before the others, too. */
    Stream<JsonNode> containers() {
        return Stream.concat(list(pod, "containers"), list(pod, "initContainers"));
    }

    Stream<JsonNode> volumes() {
        return list(pod, "volumes");
    }

    static Stream<JsonNode> list(JsonNode node, String field) {
        return node.path(field).valueStream();
    }
}
