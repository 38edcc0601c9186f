package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Fields of JSON by their path. A failure is an {@link IllegalArgumentException} that names the field. */
final class Fields {

    private Fields() {}

    /** The text there; a number as it is written. */
    static String text(JsonNode node, String... path) {
        String text = optional(node, path);
        if (text == null) {
            throw new IllegalArgumentException(String.join(".", path) + " is missing");
        }
        return text;
    }

    /** Null where there is none, or an empty one. */
    static @Nullable String optional(JsonNode node, String... path) {
        JsonNode found = at(node, path);
        return found.isValueNode() && !found.isNull() && !found.asText().isEmpty() ? found.asText() : null;
    }

    /** An etag as the sources list it, without the quotes that some servers leave around it; null where there is none. */
    static @Nullable String etag(JsonNode node, String... path) {
        String etag = optional(node, path);
        return etag == null ? null : etag.replace("\"", "");
    }

    static Instant time(JsonNode node, String... path) {
        return OffsetDateTime.parse(text(node, path)).toInstant();
    }

    /** Null where there is none. */
    static @Nullable Long number(JsonNode node, String... path) {
        String text = optional(node, path);
        return text == null ? null : Long.valueOf(text);
    }

    /** A missing node where there is none. */
    static JsonNode at(JsonNode node, String... path) {
        JsonNode found = node;
        for (String name : path) {
            found = found.path(name);
        }
        return found;
    }
}
