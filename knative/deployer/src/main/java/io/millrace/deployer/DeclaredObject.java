package io.millrace.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An object as the overlay declares it. */
public final class DeclaredObject {

    private final ObjectName name;
    private final ObjectNode content;

    DeclaredObject(ObjectNode content) {
        this(ObjectName.of(content), content);
    }

    private DeclaredObject(ObjectName name, ObjectNode content) {
        this.name = name;
        this.content = content;
    }

    public ObjectName name() {
        return name;
    }

    /** A copy. */
    ObjectNode content() {
        return content.deepCopy();
    }

    DeclaredObject in(String namespace) {
        ObjectNode changed = content();
        if (namespace.isEmpty()) {
            changed.withObject("/metadata").remove("namespace");
        } else {
            changed.withObject("/metadata").put("namespace", namespace);
        }
        return new DeclaredObject(name.in(namespace), changed);
    }

    DeclaredObject labelled(String label, String value) {
        ObjectNode changed = content();
        changed.withObject("/metadata").withObject("/labels").put(label, value);
        return new DeclaredObject(name, changed);
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
