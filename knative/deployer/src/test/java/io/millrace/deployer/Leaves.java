package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of an object by JSON pointer, lists as one field each: what has an owner. */
final class Leaves {

    private Leaves() {}

    static Map<String, JsonNode> of(ObjectNode object) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        collect("", object, leaves);
        leaves.keySet()
                .removeIf(path -> path.equals("/apiVersion")
                        || path.equals("/kind")
                        || path.equals("/metadata/name")
                        || path.equals("/metadata/namespace"));
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties()
                    .forEach(field -> collect(
                            path + "/" + field.getKey().replace("~", "~0").replace("/", "~1"),
                            field.getValue(),
                            leaves));
        } else {
            leaves.put(path, node);
        }
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
    }

    static void remove(ObjectNode object, String path) {
        int slash = path.lastIndexOf('/');
        if (object.at(path.substring(0, slash)) instanceof ObjectNode parent) {
            parent.remove(name(path));
        }
    }

    static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(field -> {
            if (field.getValue() instanceof ObjectNode more && into.get(field.getKey()) instanceof ObjectNode there) {
                merge(there, more);
            } else {
                into.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }
}
