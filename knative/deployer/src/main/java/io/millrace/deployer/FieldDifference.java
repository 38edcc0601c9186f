package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A field that an object has otherwise on the cluster than it would have.
 *
 * @param path such as {@code spec.template.spec.containers[embedding].image}
 * @param before empty where the field is new
 * @param after empty where the field goes
 */
public record FieldDifference(String path, String before, String after) {

    private static final int LONGEST = 120;
    private static final Set<String> KEPT_BY_THE_SERVER =
            Set.of("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink");

    /** All of them; the values of a Secret are not shown. */
    static List<FieldDifference> between(@Nullable ObjectNode before, ObjectNode after) {
        List<FieldDifference> found = new ArrayList<>();
        compare(
                "",
                before == null ? null : declarable(before),
                declarable(after),
                after.path("kind").asText().equals("Secret"),
                found);
        return found;
    }

    /** What someone can declare: without status and what the server notes for itself. */
    private static ObjectNode declarable(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        if (copy.path("metadata") instanceof ObjectNode metadata) {
            metadata.remove(KEPT_BY_THE_SERVER);
        }
        return copy;
    }

    private static void compare(
            String path,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            boolean secret,
            List<FieldDifference> found) {
        if (before != null && before.equals(after)) {
            return;
        }
        Map<String, JsonNode> was = parts(before);
        Map<String, JsonNode> is = parts(after);
        if ((before == null || before.isContainerNode())
                && (after == null || after.isContainerNode())
                && !(was.isEmpty() && is.isEmpty())) {
            Set<String> keys = new TreeSet<>(was.keySet());
            keys.addAll(is.keySet());
            for (String key : keys) {
                compare(join(path, key), was.get(key), is.get(key), secret, found);
            }
            return;
        }
        boolean hidden = secret && (path.startsWith("data.") || path.startsWith("stringData."));
        found.add(new FieldDifference(path, shown(before, hidden), shown(after, hidden)));
    }

    private static String join(String path, String key) {
        return path.isEmpty() || key.startsWith("[") ? path + key : path + "." + key;
    }

    /** Elements of a list that have names go by them, so that one more at the head is one difference. */
    private static Map<String, JsonNode> parts(@Nullable JsonNode node) {
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        if (node == null) {
            return parts;
        }
        if (node.isObject()) {
            node.properties().forEach(field -> parts.put(field.getKey(), field.getValue()));
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                String name = node.get(i).path("name").asText();
                String key = "[" + (name.isEmpty() ? Integer.toString(i) : name) + "]";
                parts.put(parts.containsKey(key) ? "[" + i + "]" : key, node.get(i));
            }
        }
        return parts;
    }

    private static String shown(@Nullable JsonNode value, boolean hidden) {
        if (value == null) {
            return "";
        }
        String text = hidden ? "(not shown)" : value.isValueNode() ? value.asText() : value.toString();
        String line = text.strip().replace("\n", "\\n");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    @Override
    public String toString() {
        if (before.isEmpty()) {
            return "+ " + path + ": " + after;
        }
        return after.isEmpty() ? "- " + path + ": " + before : "~ " + path + ": " + before + " → " + after;
    }
}
