package io.millrace.source.jdbc;

import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowFinding.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether the indexes that a mapping needs are there: a unique one of the key, and one for what joins look for. */
final class Indexes {

    private Indexes() {}

    /**
     * An index.
     *
     * @param columns in order
     */
    record Index(boolean unique, List<String> columns) {}

    /** Looks up a table's indexes. */
    interface Lookup {
        List<Index> of(String table) throws SQLException;
    }

    static List<RowFinding> findings(BoundDocument bound, Lookup lookup) throws SQLException {
        DocumentMapping mapping = bound.mapping();
        List<RowFinding> findings = new ArrayList<>();
        List<Index> own = lookup.of(mapping.table());
        Set<String> key = new HashSet<>(mapping.key());
        if (own.stream().noneMatch(index -> index.unique() && key.containsAll(index.columns()))) {
            findings.add(new RowFinding(
                    Level.ERROR,
                    mapping.table(),
                    "no primary key or unique index is of the key (" + String.join(", ", mapping.key())
                            + "), so two rows may have one uri",
                    "CREATE UNIQUE INDEX ON " + mapping.table() + " (" + String.join(", ", mapping.key())
                            + "), or name the columns of its primary key"));
        } else if (own.stream().noneMatch(index -> starts(index, mapping.key()))) {
            findings.add(slow(mapping.table(), mapping.key(), "rows are listed in order of the key"));
        }
        for (Column column : bound.key()) {
            if (column.nullable()) {
                findings.add(new RowFinding(
                        Level.WARNING,
                        mapping.table(),
                        "column " + column.name() + " of the key may be null, and such rows are passed over",
                        "make it NOT NULL"));
            }
        }
        for (Column column : bound.key()) {
            if (!column.told()) {
                findings.add(new RowFinding(
                        Level.WARNING,
                        mapping.table(),
                        "column " + column.name() + " of the key is " + column.type()
                                + ", which the log writes in another form, so each change of a row has the whole table compared",
                        "make the key of whole numbers, decimals, texts, dates, moments or UUIDs"));
            }
        }
        for (Join join : mapping.joins().values()) {
            if (lookup.of(join.table()).stream()
                    .noneMatch(index -> begins(index, join.refer().keySet()))) {
                findings.add(
                        slow(join.table(), join.refer().keySet(), "rows of " + join.name() + " are looked for by it"));
            }
            if (own.stream().noneMatch(index -> begins(index, join.refer().values()))) {
                findings.add(slow(
                        mapping.table(),
                        join.refer().values(),
                        "what a changed row of " + join.table() + " bears on is looked for by it"));
            }
        }
        return findings;
    }

    private static RowFinding slow(String table, Collection<String> columns, String why) {
        String list = String.join(", ", columns);
        return new RowFinding(
                Level.WARNING,
                table,
                "no index begins with " + list + ", and " + why,
                "CREATE INDEX ON " + table + " (" + list + ")");
    }

    private static boolean starts(Index index, List<String> columns) {
        return index.columns().size() >= columns.size()
                && index.columns().subList(0, columns.size()).equals(columns);
    }

    /** In whatever order. */
    private static boolean begins(Index index, Collection<String> columns) {
        Set<String> wanted = new HashSet<>(columns);
        return index.columns().size() >= wanted.size()
                && new HashSet<>(index.columns().subList(0, wanted.size())).equals(wanted);
    }
}
