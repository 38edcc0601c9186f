package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A CustomResourceDefinition's structural schema as JSON Schema 2020-12. Kubernetes adds meaning through extensions:
 * an object keeps unknown fields only with {@code x-kubernetes-preserve-unknown-fields}, {@code
 * x-kubernetes-int-or-string} admits both types, and {@code nullable} admits null.
 */
final class StructuralSchema {

    private static final String PRESERVES = "x-kubernetes-preserve-unknown-fields";
    private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StructuralSchema() {}

    /** The schema as JSON text; the argument is not changed. */
    static String strict(ObjectNode schema) {
        ObjectNode root = schema.deepCopy();
        ObjectNode properties = root.withObjectProperty("properties");
        List.of("apiVersion", "kind")
                .forEach(field -> properties.putObject(field).put("type", "string"));
        // the API server judges an object's own metadata by its general rules, not by the definition
        properties.putObject("metadata").put("type", "object").put(PRESERVES, true);
        close(root);
        return root.toString();
    }

    private static void close(ObjectNode schema) {
        if (schema.path(INT_OR_STRING).asBoolean()) {
            schema.putArray("type").add("integer").add("string");
        } else if (schema.path("nullable").asBoolean() && schema.path("type").isTextual()) {
            String type = schema.path("type").asText();
            schema.putArray("type").add(type).add("null");
        }
        boolean open = schema.path(PRESERVES).asBoolean() || schema.has("additionalProperties");
        if (schema.path("type").asText().equals("object") && !open) {
            schema.set("additionalProperties", NODES.booleanNode(false));
        }
        schema.path("properties").properties().forEach(field -> closeIfSchema(field.getValue()));
        closeIfSchema(schema.path("items"));
        closeIfSchema(schema.path("additionalProperties"));
    }

    private static void closeIfSchema(JsonNode node) {
        if (node instanceof ObjectNode schema) {
            close(schema);
        }
    }
}
