package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI document, to hold replies to it: a member that it does not name is wrong, too. */
final class PublishedApi {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    PublishedApi(JsonNode document) {
        this.document = document;
        close(document);
    }

    /** Every operation, such as {@code get /v1/models}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        operations.add(method + " " + path.getKey());
                    }
                }));
        return operations;
    }

    /** What is wrong with a reply; empty where nothing is. */
    List<String> errors(String operation, int status, String mediaType, String body) {
        String method = operation.substring(0, operation.indexOf(' '));
        JsonNode responses = document.path("paths")
                .path(operation.substring(method.length() + 1))
                .path(method)
                .path("responses");
        JsonNode response = responses.has(Integer.toString(status))
                ? responses.path(Integer.toString(status))
                : responses.path(status < 300 ? "2XX" : "default");
        if (response.has("$ref")) {
            response = document.at(response.path("$ref").asText().substring(1));
        }
        if (response.isMissingNode()) {
            return List.of(operation + " has no reply " + status);
        }
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            return body.isEmpty() ? List.of() : List.of(operation + " " + status + " has a body that is not described");
        }
        JsonNode schema = content.path(mediaType.replaceFirst(";.*", "")).path("schema");
        if (!schema.isObject()) {
            return List.of(operation + " " + status + " has no content of type " + mediaType);
        }
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        Schema compiled = registry.getSchema(whole.toString(), InputFormat.JSON);
        return compiled.validate(body, InputFormat.JSON).stream()
                .map(error -> operation + " " + status + ": " + error)
                .toList();
    }

    /** Objects that list their members have no others. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("properties").isObject()
                && "object".equals(object.path("type").asText())
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(PublishedApi::close);
    }
}
