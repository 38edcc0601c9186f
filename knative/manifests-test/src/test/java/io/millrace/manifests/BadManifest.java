package io.millrace.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to break what was rendered.
 *
 * @param rule the simple class name of the rule that must find it
 * @param object apiVersion, kind and name, such as {@code apps/v1 Deployment generator}; with {@code *} at the end, any
 *     name that goes on, such as one with a hash
 * @param pointer the JSON pointer of the field; empty means the whole object
 * @param json the field's new value as JSON; empty takes the field (or the object) away
 * @param message what a finding must say
 */
record BadManifest(String rule, String object, String pointer, String json, String message) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String toString() {
        return rule + ": " + object + " " + pointer + (json.isEmpty() ? " removed" : " = " + json);
    }

    /** A copy of the manifests with this fault; fails if there is nothing to break. */
    Manifests breakCopyOf(Manifests sound) {
        Manifests broken = sound.copy();
        ObjectNode target = broken.objects().stream()
                .filter(candidate -> isMeant(candidate.path("apiVersion").asText() + " "
                        + Manifests.label(candidate).replace('/', ' ')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing to break: no " + object));
        if (pointer.isEmpty()) {
            List<ObjectNode> others = new ArrayList<>(broken.objects());
            others.remove(target);
            return new Manifests(others);
        }
        int last = pointer.lastIndexOf('/');
        JsonNode parent = target.at(pointer.substring(0, last));
        String field = pointer.substring(last + 1).replace("~1", "/");
        JsonNode before = parent.isArray() ? parent.path(Integer.parseInt(field)) : parent.path(field);
        JsonNode after = json.isEmpty() ? MissingNode.getInstance() : read(json);
        if (parent.isMissingNode() || before.equals(after)) {
            throw new IllegalArgumentException("nothing to break at " + pointer + " of " + object);
        }
        switch (parent) {
            case ObjectNode map when json.isEmpty() -> map.remove(field);
            case ObjectNode map -> map.set(field, after);
            case ArrayNode list when json.isEmpty() -> list.remove(Integer.parseInt(field));
            case ArrayNode list -> list.set(Integer.parseInt(field), after);
            default -> throw new IllegalArgumentException(pointer + " of " + object + " lies in a plain value");
        }
        return broken;
    }

    private boolean isMeant(String candidate) {
        return object.endsWith("*")
                ? candidate.startsWith(object.substring(0, object.length() - 1))
                : candidate.equals(object);
    }

    private static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the fault's value is no JSON: " + json, e);
        }
    }
}
