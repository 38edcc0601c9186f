package io.millrace.source.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * A table as mappings write it.
 *
 * @param schema null for the one that the connection is in
 * @param name without it
 */
record TableName(@Nullable String schema, String name) {

    static TableName of(String written) {
        int dot = written.indexOf('.');
        return dot < 0
                ? new TableName(null, written)
                : new TableName(written.substring(0, dot), written.substring(dot + 1));
    }
}
