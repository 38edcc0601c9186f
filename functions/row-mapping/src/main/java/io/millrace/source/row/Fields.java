package io.millrace.source.row;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The fields of one YAML mapping, read strictly. A scalar's text is what the file says, whatever YAML would make of it: the language {@code no} is Norwegian,
 * and not false.
 */
final class Fields {

    private final Node node;
    private final String what;
    private final Findings findings;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();

    /** @param what names it in messages */
    Fields(Node node, String what, Findings findings) {
        this.node = node;
        this.what = what;
        this.findings = findings;
        if (!(node instanceof MappingNode mapping)) {
            findings.add(node, what + " is not a list of `name: value`", "write one field a line");
            return;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                findings.add(tuple.getKeyNode(), what + " has a field without a plain name", "write `name: value`");
            } else if (values.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                findings.add(key, what + " has `" + key.getValue() + "` twice", "remove one of them");
            } else {
                keys.put(key.getValue(), key);
            }
        }
    }

    int line() {
        return Findings.line(node);
    }

    /** Of a field, or of all where there is none. */
    int line(String name) {
        return Findings.line(keys.getOrDefault(name, node));
    }

    /** A field's node; null where there is none, or it is empty. */
    @Nullable
    Node node(String name) {
        known.add(name);
        Node value = values.get(name);
        return value == null || Tag.NULL.equals(value.getTag()) ? null : value;
    }

    /** A field that must be there; null, and said, where it is not. */
    @Nullable
    Node required(String name, String remedy) {
        Node value = node(name);
        if (value == null) {
            findings.add(line(name), what + " has no `" + name + "`", remedy);
        }
        return value;
    }

    @Nullable
    String text(String name) {
        Node value = node(name);
        return value == null ? null : text(value, "`" + name + "`");
    }

    /** Empty, and said, where there is none. */
    String requiredText(String name, String remedy) {
        Node value = required(name, remedy);
        String text = value == null ? null : text(value, "`" + name + "`");
        return text == null ? "" : text;
    }

    /** A list of texts, or one text alone; each once. */
    List<String> texts(String name) {
        Node value = node(name);
        return value == null ? List.of() : texts(value, "`" + name + "`");
    }

    List<String> texts(Node value, String name) {
        if (value instanceof ScalarNode) {
            String text = text(value, name);
            return text == null ? List.of() : List.of(text);
        }
        Set<String> texts = new LinkedHashSet<>();
        for (Node item : items(value, name)) {
            String text = text(item, "an entry of " + name);
            if (text != null && !texts.add(text)) {
                findings.add(item, name + " has " + text + " twice", "remove one of them");
            }
        }
        return List.copyOf(texts);
    }

    List<Node> items(Node value, String name) {
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        findings.add(value, name + " is not a list", "write `[a, b]`, or one `- entry` a line");
        return List.of();
    }

    /** A whole number of 1 or more. */
    int number(String name, int otherwise) {
        Node value = node(name);
        String text = value == null ? null : text(value, "`" + name + "`");
        if (value == null || text == null) {
            return otherwise;
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            findings.add(value, "`" + name + "` is not a whole number of 1 or more, but '" + text + "'", "write one");
            return otherwise;
        }
        return Integer.parseInt(text);
    }

    /** Each field of an object whose names are free. */
    void each(String name, BiConsumer<String, Node> use) {
        Node value = node(name);
        if (value != null) {
            Fields inner = new Fields(value, "`" + name + "`", findings);
            inner.values.forEach(use);
        }
    }

    /** A text by name, in the order of the file. */
    Map<String, String> textsByName(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        each(name, (field, value) -> {
            String text = text(value, "`" + field + "`");
            if (text != null) {
                texts.put(field, text);
            }
        });
        return texts;
    }

    @Nullable
    String text(Node value, String name) {
        if (value instanceof ScalarNode scalar && !Tag.NULL.equals(scalar.getTag())) {
            return scalar.getValue();
        }
        findings.add(value, name + " is not a text", "write one value");
        return null;
    }

    /** Says which fields nobody asked for. To be called when all are read. */
    void done() {
        List<String> unknown = new ArrayList<>(values.keySet());
        unknown.removeAll(known);
        for (String name : unknown) {
            findings.add(
                    line(name),
                    what + " has an unknown field `" + name + "`",
                    "it may have " + String.join(", ", known));
        }
    }
}
