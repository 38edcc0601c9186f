package io.millrace.core.row;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that changed, as a database's log tells of it: only the columns that say which documents it bears on. What the documents hold is read from the
 * database, so nothing else of a row passes through the log's reader.
 *
 * @param source name of the source
 * @param table with its schema or key space, as the mapping writes it
 * @param kind what happened
 * @param before columns before it, by name, as text; empty where there was no row or the log doesn't say
 * @param after columns after it; empty where there is no row any more
 * @param committedAt when its transaction was committed
 */
public record RowChange(
        String source,
        String table,
        Kind kind,
        Map<String, @Nullable String> before,
        Map<String, @Nullable String> after,
        Instant committedAt) {

    /** What happened to it. */
    public enum Kind {
        /** It is new. */
        INSERTED,
        /** It has other values, its key's perhaps. */
        UPDATED,
        /** It is gone. */
        DELETED,
        /** All rows of the table are gone; {@link #before} and {@link #after} are empty. */
        TRUNCATED
    }

    public RowChange {
        before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
        after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }
}
