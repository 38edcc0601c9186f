package io.millrace.contracts.notification;

import io.millrace.core.row.RowChange.Kind;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of a row, in the words of the log that tells of it. Values are texts, numbers, booleans, types of {@code java.time}, and null for what is null in the database;
 * a column of which the event does not say the value is left out.
 *
 * @param source name of the connector: its topic prefix
 * @param space the schema (PostgreSQL) or database (others) that the table lies in
 * @param table table or collection
 * @param kind what happened
 * @param before columns before it; null where the event has nothing of the row before
 * @param after columns after it; null where there is no row any more, or the event has nothing of it
 * @param committedAt when its transaction was committed
 */
public record DatabaseChange(
        String source,
        String space,
        String table,
        Kind kind,
        @Nullable Map<String, @Nullable Object> before,
        @Nullable Map<String, @Nullable Object> after,
        Instant committedAt) {

    public DatabaseChange {
        before = copy(before);
        after = copy(after);
    }

    private static @Nullable Map<String, @Nullable Object> copy(@Nullable Map<String, @Nullable Object> columns) {
        return columns == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }
}
