package io.millrace.source.jdbc;

import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.Reference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document's mapping with the columns that the database has for it, as of now.
 *
 * @param mapping what is wanted
 * @param own all columns of its table
 * @param joined all columns of each join's table, by the join's name
 * @param problems what does not fit; it can be read only where there is nothing
 */
record BoundDocument(
        DocumentMapping mapping,
        Map<String, Column> own,
        Map<String, Map<String, Column>> joined,
        List<Misfit> problems) {

    /** What does not fit, and the remedy. */
    record Misfit(String table, String what, String remedy) {}

    static BoundDocument of(DocumentMapping mapping, Dialect dialect, Connection connection, String user)
            throws SQLException {
        Map<String, Column> own = dialect.columns(connection, TableName.of(mapping.table()));
        Map<String, Map<String, Column>> joined = new LinkedHashMap<>();
        for (Join join : mapping.joins().values()) {
            joined.put(join.name(), dialect.columns(connection, TableName.of(join.table())));
        }
        BoundDocument bound = new BoundDocument(mapping, own, joined, new ArrayList<>());
        bound.check(user);
        return bound;
    }

    List<Column> key() {
        return mapping.key().stream().map(this::column).toList();
    }

    Column column(String name) {
        return found(own, name);
    }

    Column column(Join join, String name) {
        return found(joined.getOrDefault(join.name(), Map.of()), name);
    }

    /** Whether the log tells the old value of a column of the own table or of a joined one, wherever it changes. */
    boolean identity(String table, String name) {
        return mapping.joins().values().stream()
                .filter(join -> join.table().equals(table))
                .findFirst()
                .map(join -> column(join, name))
                .orElseGet(() -> column(name))
                .identity();
    }

    private static Column found(Map<String, Column> columns, String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalStateException("column " + name + " was not checked");
        }
        return column;
    }

    private void check(String user) {
        Set<String> identity = new LinkedHashSet<>(mapping.key());
        mapping.joins().values().forEach(join -> identity.addAll(join.refer().values()));
        check(mapping.table(), own, new LinkedHashSet<>(mapping.key()), mapping.columns(), identity, user);
        for (Join join : mapping.joins().values()) {
            Set<String> named = new LinkedHashSet<>(join.refer().keySet());
            named.addAll(join.order());
            check(join.table(), joined.getOrDefault(join.name(), Map.of()), Set.of(), join.columns(), named, user);
        }
    }

    private void check(
            String table,
            Map<String, Column> there,
            Set<String> keys,
            Set<String> contents,
            Set<String> named,
            String user) {
        if (there.isEmpty()) {
            problems.add(new Misfit(
                    table,
                    "table " + table + " is not there, or " + user + " may not see it",
                    "correct the name, with its schema, or GRANT SELECT on it"));
            return;
        }
        Set<String> all = new LinkedHashSet<>(named);
        all.addAll(contents);
        Set<String> closed = new LinkedHashSet<>();
        for (String name : all) {
            Column column = there.get(name);
            if (column == null) {
                // MySQL and MariaDB hide columns that are not granted.
                problems.add(new Misfit(
                        table,
                        "table " + table + " has no column " + name + line(name) + ", or " + user + " may not see it",
                        "correct the mapping (it has " + String.join(", ", there.keySet()) + "), or GRANT SELECT ("
                                + name + ") ON " + table + " TO " + user));
            } else if (!column.readable()) {
                closed.add(name);
            } else if (column.kind() == Column.Kind.BINARY && (contents.contains(name) || keys.contains(name))) {
                problems.add(new Misfit(
                        table,
                        "column " + name + " of " + table + line(name) + " holds bytes (" + column.type()
                                + "), which are no text",
                        "take it out of the mapping, or add a column with the text"));
            } else if (keys.contains(name) && column.type().equals("float")) {
                // MariaDB and MySQL write six digits: compared with those, a row comes after itself, and a list has no
                // end.
                problems.add(new Misfit(
                        table,
                        "column " + name + " of the key of " + table + line(name)
                                + " is FLOAT, whose text is rounded, so it names no row",
                        "make it DOUBLE or DECIMAL, or name another key"));
            }
        }
        if (!closed.isEmpty()) {
            problems.add(new Misfit(
                    table,
                    user + " may not read " + String.join(", ", closed) + " of " + table,
                    "GRANT SELECT (" + String.join(", ", closed) + ") ON " + table + " TO " + user));
        }
    }

    private String line(String name) {
        return mapping.references().stream()
                .filter(reference -> reference.column().equals(name))
                .findFirst()
                .map(Reference::line)
                .map(line -> " (line " + line + ")")
                .orElse("");
    }
}
