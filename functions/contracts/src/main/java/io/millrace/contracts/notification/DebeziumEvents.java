package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowChange.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's change events as its CloudEvents converter writes them (Debezium 3.5's documentation, "CloudEvents converter"): the type names the connector, the attributes
 * {@code iodebezium…} say what happened where, and the data are the row before and after, with Kafka Connect's schema around them or without.
 */
public final class DebeziumEvents {

    /** {@code io.debezium.postgresql.datachangeevent} until 2.3, {@code io.debezium.connector.postgresql.DataChangeEvent} since. */
    private static final Pattern TYPE =
            Pattern.compile("io\\.debezium\\.(?:connector\\.)?(\\w+)\\.datachangeevent", Pattern.CASE_INSENSITIVE);

    private static final Pattern SOURCE = Pattern.compile("/debezium/[^/]+/(.+)");

    private DebeziumEvents() {}

    /** Whether a record is one of them. */
    public static boolean is(JsonNode record) {
        return record.has("specversion")
                && TYPE.matcher(record.path("type").asText()).matches();
    }

    /** The same event without anything of the row: a dead letter lies where nobody asked who may see it. */
    public static JsonNode withoutRow(JsonNode record) {
        if (!is(record)) {
            return record;
        }
        ObjectNode bare = record.deepCopy();
        bare.remove("data_base64");
        bare.putNull("data");
        return bare;
    }

    /**
     * The change that an event tells of.
     *
     * @throws ProblemException UNPROCESSABLE, code {@code notification-unknown}, for a connector whose databases are not read here; INVALID where the event lacks what its
     *     type has. Neither says anything of the row
     */
    public static DatabaseChange change(JsonNode event) {
        Matcher type = TYPE.matcher(event.path("type").asText());
        if (!type.matches()) {
            throw ObjectChanges.unknown(
                    "a CloudEvent of type", event.path("type").asText());
        }
        try {
            String connector = type.group(1).toLowerCase(Locale.ROOT);
            return switch (connector) {
                case "postgresql" -> change(event, "iodebeziumschema", "iodebeziumtable", RowValues.POSTGRESQL);
                case "mysql", "mariadb" -> change(event, "iodebeziumdb", "iodebeziumtable", RowValues.WHOLE);
                case "mongodb" -> change(event, "iodebeziumdb", "iodebeziumcollection", RowValues.MONGODB);
                default ->
                    throw ProblemException.of(
                            Category.UNPROCESSABLE,
                            "notification-unknown",
                            "the notification is of Debezium's connector '" + connector
                                    + "', of whose databases nothing here reads rows");
            };
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ProblemException(
                    new Problem(
                            Category.INVALID,
                            "notification-invalid",
                            "the change event can't be read: " + e.getMessage()),
                    e);
        }
    }

    private static DatabaseChange change(JsonNode event, String space, String table, RowValues values) {
        JsonNode data = data(event);
        boolean described = data.has("payload");
        JsonNode rows = described ? data.path("payload") : data;
        JsonNode schema = described ? data.path("schema") : MissingNode.getInstance();
        return new DatabaseChange(
                source(event),
                Fields.text(event, space),
                Fields.text(event, table),
                kind(Fields.text(event, "iodebeziumop")),
                columns(rows, schema, "before", values),
                columns(rows, schema, "after", values),
                committed(event));
    }

    /** Debezium's letters (its documentation, "Data change events"). The converter passes over all that is about no row. */
    private static Kind kind(String operation) {
        return switch (operation) {
            case "c", "r" -> Kind.INSERTED;
            case "u" -> Kind.UPDATED;
            case "d" -> Kind.DELETED;
            case "t" -> Kind.TRUNCATED;
            default -> throw new IllegalArgumentException("iodebeziumop is none of c, r, u, d, t");
        };
    }

    /** An event whose row was taken away has none; nothing else is a row that is not there. */
    private static JsonNode data(JsonNode event) {
        JsonNode data = event.path("data");
        if (data.isMissingNode() || data.isNull()) {
            return MissingNode.getInstance();
        }
        JsonNode rows = data.has("payload") ? data.path("payload") : data;
        if (!rows.has("before") && !rows.has("after")) {
            throw new IllegalArgumentException(
                    "data has neither before nor after; let the converter write JSON (value.converter.data.serializer.type=json), and no transformation flatten the event");
        }
        return data;
    }

    private static String source(JsonNode event) {
        String name = Fields.optional(event, "iodebeziumname");
        Matcher source = SOURCE.matcher(name == null ? Fields.text(event, "source") : "");
        if (name == null && !source.matches()) {
            throw new IllegalArgumentException("neither iodebeziumname nor source names a connector");
        }
        return name == null ? source.group(1) : name;
    }

    private static Instant committed(JsonNode event) {
        Long millis = Fields.number(event, "iodebeziumtsms");
        return millis == null ? Fields.time(event, "time") : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Map<String, @Nullable Object> columns(
            JsonNode rows, JsonNode schema, String side, RowValues values) {
        JsonNode row = rows.path(side);
        return row.isNull() || row.isMissingNode() ? null : values.of(row, RowValues.schemas(schema, side), side);
    }
}
