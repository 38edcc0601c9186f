package io.millrace.source.row;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows of another table that belong to a document.
 *
 * @param name how templates call them
 * @param table the other table
 * @param kind which of the two refers to the other
 * @param refer column of the other table, and the column of the document's own table that has the same value
 * @param order columns of the other table by which its rows come; for equal ones their contents decide
 * @param limit the most rows of one document; those after it, in that order, are left out
 * @param columns columns of the other table to read
 * @param line where in the mapping, from 1
 */
public record Join(
        String name,
        String table,
        Kind kind,
        Map<String, String> refer,
        List<String> order,
        int limit,
        Set<String> columns,
        int line) {

    /** Which of the two refers to the other. */
    public enum Kind {
        /** The other rows refer to this one: any number. */
        CHILDREN,
        /** This row refers to the other one: one, or none. */
        PARENT
    }

    public Join {
        refer = Collections.unmodifiableMap(new LinkedHashMap<>(refer));
        order = List.copyOf(order);
        columns = Collections.unmodifiableSet(new LinkedHashSet<>(columns));
    }
}
