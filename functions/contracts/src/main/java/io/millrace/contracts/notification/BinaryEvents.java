package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** CloudEvents in binary mode (HTTP binding 1.0.2 §3.1), whose attributes are headers. */
public final class BinaryEvents {

    private BinaryEvents() {}

    /**
     * The same event in the JSON format; {@code body} itself where the headers make no event of it.
     *
     * @param attributes by name, without {@code ce-}
     */
    public static JsonNode toJson(Map<String, String> attributes, JsonNode body) {
        if (!attributes.containsKey("specversion")) {
            return body;
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        attributes.forEach(event::put);
        event.set("data", body);
        return event;
    }
}
