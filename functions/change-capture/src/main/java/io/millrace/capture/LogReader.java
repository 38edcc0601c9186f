package io.millrace.capture;

import io.millrace.capture.LogEvent.Altered;
import io.millrace.capture.LogEvent.Changed;
import io.millrace.capture.LogEvent.Passed;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.source.row.CellText;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** From Debezium's records to changes of rows. */
final class LogReader {

    /** What Debezium writes where PostgreSQL's log leaves a large value out because it did not change. */
    static final String UNAVAILABLE = "__debezium_unavailable_value";

    private final String source;
    private final TableNames tables;
    private volatile Set<String> wholeBefore;

    /** @param wholeBefore tables, as the log writes them, whose rows the log has whole as they were before: see {@link #setWholeBefore} */
    LogReader(String source, TableNames tables, Set<String> wholeBefore) {
        this.source = source;
        this.tables = tables;
        this.wholeBefore = Set.copyOf(wholeBefore);
    }

    /** With any other replica identity than FULL, PostgreSQL's log has of the row before no more than its key, and Debezium writes null for the rest. */
    void setWholeBefore(Set<String> logged) {
        wholeBefore = Set.copyOf(logged);
    }

    LogEvent read(SourceRecord logged) {
        if (!(logged.value() instanceof Struct value) || value.schema().field("source") == null) {
            return new Passed();
        }
        Struct origin = value.getStruct("source");
        if (value.schema().field("op") == null) {
            return altered(value, origin);
        }
        Optional<String> table = tables.mapped(nameOf(origin));
        Optional<Kind> kind = kind(String.valueOf(value.get("op")));
        if (table.isEmpty() || kind.isEmpty()) {
            return new Passed();
        }
        Set<String> keys = logged.key() instanceof Struct key ? namesOf(key) : Set.of();
        Set<String> known = wholeBefore.contains(nameOf(origin)) ? tables.columnsOf(table.get()) : keys;
        return new Changed(new RowChange(
                source,
                table.get(),
                kind.get(),
                columns(struct(value, "before"), known),
                columns(struct(value, "after"), tables.columnsOf(table.get())),
                Instant.ofEpochMilli(origin.getInt64("ts_ms"))));
    }

    /** Which transaction a change is of; empty where the record has none, or its kind of log no numbers. */
    static Optional<Long> transaction(SourceRecord logged) {
        return logged.value() instanceof Struct value
                        && value.schema().field("source") != null
                        && value.getStruct("source").schema().field("txId") != null
                ? Optional.ofNullable(value.getStruct("source").getInt64("txId"))
                : Optional.empty();
    }

    /** A record of Debezium's schema change topic; the forms that it notes of all tables at its start say of no change. */
    private LogEvent altered(Struct value, Struct origin) {
        boolean atStart = origin.schema().field("snapshot") != null
                && origin.get("snapshot") != null
                && !"false".equals(origin.get("snapshot"));
        List<?> changes =
                value.schema().field("tableChanges") == null || atStart ? List.of() : value.getArray("tableChanges");
        return changes.stream()
                .map(change -> String.valueOf(((Struct) change).get("id")).replace("\"", ""))
                .flatMap(id -> tables.mapped(id).stream())
                .findFirst()
                .<LogEvent>map(Altered::new)
                .orElseGet(Passed::new);
    }

    /** Debezium's letters (its documentation, "Data change events"); {@code r}, a row of a snapshot, does not come, and {@code m} is a heartbeat. */
    private static Optional<Kind> kind(String operation) {
        return switch (operation) {
            case "c", "r" -> Optional.of(Kind.INSERTED);
            case "u" -> Optional.of(Kind.UPDATED);
            case "d" -> Optional.of(Kind.DELETED);
            case "t" -> Optional.of(Kind.TRUNCATED);
            default -> Optional.empty();
        };
    }

    private static String nameOf(Struct origin) {
        String outer = origin.schema().field("schema") == null ? "db" : "schema";
        return origin.get(outer) + "." + origin.get("table");
    }

    private static @Nullable Struct struct(Struct value, String field) {
        return value.schema().field(field) == null ? null : value.getStruct(field);
    }

    private static Set<String> namesOf(Struct struct) {
        return Set.copyOf(struct.schema().fields().stream().map(Field::name).toList());
    }

    private static Map<String, @Nullable String> columns(@Nullable Struct row, Set<String> known) {
        Map<String, @Nullable String> columns = new LinkedHashMap<>();
        Stream<Field> fields = row == null ? Stream.empty() : row.schema().fields().stream();
        fields.filter(field -> known.contains(field.name())).forEach(field -> {
            Object value = row == null ? null : LoggedValue.of(field.schema(), row.get(field));
            // Bytes are in no key of a document, and an unchanged large value is in no log.
            if (!(value instanceof ByteBuffer || value instanceof byte[] || UNAVAILABLE.equals(value))) {
                columns.put(field.name(), value == null ? null : CellText.of(value));
            }
        });
        return columns;
    }
}
