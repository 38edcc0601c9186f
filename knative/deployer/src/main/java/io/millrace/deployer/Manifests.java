package io.millrace.deployer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.deployer.DeployFailure.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads rendered YAML: documents with an object each, or with a List of them. */
public final class Manifests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    /**
     * The objects, in the order of the text.
     *
     * @param origin where the text is from, for messages
     */
    public static List<DeclaredObject> parse(String yaml, String origin) {
        List<DeclaredObject> objects = new ArrayList<>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (documents.hasNext()) {
                add(documents.next(), origin, objects);
            }
        } catch (JsonProcessingException | RuntimeException e) {
            if (e instanceof DeployFailure known) {
                throw known;
            }
            throw failure(origin, "is no YAML: " + e.getMessage());
        } catch (IOException e) {
            throw failure(origin, "can't be read: " + e.getMessage());
        }
        if (objects.isEmpty()) {
            throw failure(origin, "declares no object");
        }
        Set<ObjectName> seen = new HashSet<>();
        for (DeclaredObject object : objects) {
            if (!seen.add(object.name())) {
                throw failure(origin, "declares " + object + " twice: leave one of them out");
            }
        }
        return List.copyOf(objects);
    }

    private static void add(JsonNode document, String origin, List<DeclaredObject> objects) {
        if (document.isNull() || document.isMissingNode()) {
            return;
        }
        if (!(document instanceof ObjectNode object)) {
            throw failure(origin, "has a document that is no mapping: give Kubernetes objects only");
        }
        if (object.path("kind").asText().equals("List")) {
            object.path("items").forEach(item -> add(item, origin, objects));
            return;
        }
        try {
            objects.add(new DeclaredObject(object));
        } catch (IllegalArgumentException e) {
            throw failure(origin, "has something that is no object: " + e.getMessage());
        }
    }

    private static DeployFailure failure(String origin, String message) {
        return new DeployFailure(Kind.FAILED, origin + " " + message);
    }
}
