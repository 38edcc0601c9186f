package io.millrace.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects of one rendering, in the order in which Kustomize wrote them. The trees are shared and can be changed. */
record Manifests(List<ObjectNode> objects) {

    static final String SERVING = "serving.knative.dev/v1";
    static final String EVENTING = "eventing.knative.dev/v1";
    static final String SOURCES = "sources.knative.dev/v1";

    private static final YAMLMapper YAML = new YAMLMapper();

    Manifests {
        objects = List.copyOf(objects);
    }

    /** Reads a stream of YAML documents; a document that is no mapping is an error. */
    static Manifests parse(String yaml) {
        List<ObjectNode> objects = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                if (!(document instanceof ObjectNode object)) {
                    throw new IllegalArgumentException("a rendered document is no mapping: " + document);
                }
                objects.add(object);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the rendering is no YAML: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Manifests(objects);
    }

    /** A deep copy, so that a test may break it. */
    Manifests copy() {
        return new Manifests(objects.stream().map(ObjectNode::deepCopy).toList());
    }

    Stream<ObjectNode> all(String apiVersion, String kind) {
        return objects.stream().filter(object -> isA(object, apiVersion, kind));
    }

    Optional<ObjectNode> find(String apiVersion, String kind, String name) {
        return all(apiVersion, kind).filter(object -> name(object).equals(name)).findFirst();
    }

    /** All pods that the objects make: of Deployments, StatefulSets, Jobs, CronJobs and Knative Services. */
    Stream<Pod> pods() {
        return objects.stream()
                .filter(object -> isA(object, "apps/v1", "Deployment")
                        || isA(object, "apps/v1", "StatefulSet")
                        || isA(object, "batch/v1", "Job")
                        || isA(object, "batch/v1", "CronJob")
                        || isA(object, SERVING, "Service"))
                .map(object -> new Pod(object, Pod.template(object).path("spec")));
    }

    static boolean isA(JsonNode object, String apiVersion, String kind) {
        return object.path("apiVersion").asText().equals(apiVersion)
                && object.path("kind").asText().equals(kind);
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    /** Kind and name, as findings show it. */
    static String label(JsonNode object) {
        return object.path("kind").asText("?") + "/" + name(object);
    }
}
