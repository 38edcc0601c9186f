package io.millrace.contracts.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a connector writes a row's columns. What can't be told for sure is left out, so that whoever needs it asks the database instead. */
enum RowValues {
    /** What is there is true. */
    WHOLE {
        @Override
        Map<String, @Nullable Object> of(JsonNode row, Map<String, JsonNode> schemas, String side) {
            return columns(row, schemas);
        }
    },
    /**
     * Of the row before, PostgreSQL's log has only the columns of its replica identity, and Debezium writes the others as null, or as zero, the empty text or their default where
     * null is not allowed. The event does not say what the identity is, so none of these counts as told.
     */
    POSTGRESQL {
        @Override
        Map<String, @Nullable Object> of(JsonNode row, Map<String, JsonNode> schemas, String side) {
            Map<String, @Nullable Object> columns = columns(row, schemas);
            if (side.equals("before")) {
                columns.keySet().removeIf(column -> isFiller(row.path(column), schema(schemas, column)));
            }
            return columns;
        }
    },
    /** A text of extended JSON. */
    MONGODB {
        @Override
        Map<String, @Nullable Object> of(JsonNode row, Map<String, JsonNode> schemas, String side) {
            Map<String, @Nullable Object> columns = new LinkedHashMap<>();
            parsed(row).properties().forEach(member -> {
                JsonNode value = member.getValue();
                if (value.isNull()) {
                    columns.put(member.getKey(), null);
                } else {
                    tell(columns, member.getKey(), () -> LoggedJson.ofExtended(value));
                }
            });
            return columns;
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Debezium's own stand-ins (JdbcValueConverters, PostgresValueConverter), and the base64 of a decimal that is zero. */
    private static final Set<String> FILLERS = Set.of(
            "",
            "0",
            "0.00",
            "AA==",
            "1970-01-01T00:00:00Z",
            "1970-01-01T00:00:00.000000Z",
            "00:00:00Z",
            "00:00:00.000000Z");

    /** @param schemas of the columns by name, as Kafka Connect writes them; empty where the event has none */
    abstract Map<String, @Nullable Object> of(JsonNode row, Map<String, JsonNode> schemas, String side);

    /** @param envelope Kafka Connect's schema of the data; missing where the event has none */
    static Map<String, JsonNode> schemas(JsonNode envelope, String side) {
        Map<String, JsonNode> schemas = new HashMap<>();
        for (JsonNode row : envelope.path("fields")) {
            if (row.path("field").asText().equals(side)) {
                row.path("fields")
                        .forEach(column -> schemas.put(column.path("field").asText(), column));
            }
        }
        return schemas;
    }

    private static Map<String, @Nullable Object> columns(JsonNode row, Map<String, JsonNode> schemas) {
        Map<String, @Nullable Object> columns = new LinkedHashMap<>();
        row.properties().forEach(column -> {
            JsonNode value = column.getValue();
            if (value.isNull()) {
                columns.put(column.getKey(), null);
            } else {
                tell(columns, column.getKey(), () -> LoggedJson.of(value, schema(schemas, column.getKey())));
            }
        });
        return columns;
    }

    private interface Reading {
        Optional<Object> value();
    }

    private static void tell(Map<String, @Nullable Object> columns, String column, Reading reading) {
        told(reading).ifPresent(value -> columns.put(column, value));
    }

    /** Nothing is told of what is not as its schema says, and nothing said of it: the failure's message would quote it. */
    private static Optional<Object> told(Reading reading) {
        try {
            return reading.value();
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static JsonNode schema(Map<String, JsonNode> schemas, String column) {
        return schemas.getOrDefault(column, MissingNode.getInstance());
    }

    private static boolean isFiller(JsonNode value, JsonNode schema) {
        return value.isNull()
                || (value.isNumber() && value.decimalValue().signum() == 0)
                || (value.isBoolean() && !value.booleanValue())
                || (value.isTextual() && FILLERS.contains(value.textValue()))
                || value.equals(schema.path("default"));
    }

    private static JsonNode parsed(JsonNode row) {
        try {
            return row.isTextual() ? JSON.readTree(row.textValue()) : row;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a document in data is no JSON", e);
        }
    }
}
