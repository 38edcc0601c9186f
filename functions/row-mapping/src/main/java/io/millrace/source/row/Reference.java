package io.millrace.source.row;

import org.jspecify.annotations.Nullable;

/**
 * A column that a mapping names.
 *
 * @param join name of the join whose table has it; null for the document's own table
 * @param column its name in the database
 * @param line where in the mapping, from 1
 */
public record Reference(@Nullable String join, String column, int line) {

    /** As mappings write it. */
    public String word() {
        return join == null ? column : join + "." + column;
    }
}
