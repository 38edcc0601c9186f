package io.millrace.source.jdbc;

import io.millrace.source.jdbc.Indexes.Index;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowFinding.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Indexes, and what the binary log will tell of changes. */
final class MariadbInspection implements Inspection {

    private static final String INDEXES = """
            SELECT index_name, non_unique = 0, column_name FROM information_schema.statistics
            WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND sub_part IS NULL ORDER BY index_name, seq_in_index
            """;

    private static final Map<String, String> LOG =
            Map.of("@@log_bin", "1", "@@binlog_format", "ROW", "@@binlog_row_image", "FULL");

    private record Entry(String index, boolean unique, String column) {}

    @Override
    public List<RowFinding> findings(Connection connection, BoundDocument bound) throws SQLException {
        List<RowFinding> findings =
                new ArrayList<>(Indexes.findings(bound, table -> indexes(connection, TableName.of(table))));
        for (Map.Entry<String, String> setting : LOG.entrySet()) {
            String name = setting.getKey();
            String value = String.valueOf(Query.of("SELECT " + name)
                    .list(connection, row -> row.getString(1))
                    .getFirst());
            if (!value.toUpperCase(Locale.ROOT).equals(setting.getValue())) {
                findings.add(new RowFinding(
                        Level.WARNING,
                        bound.mapping().table(),
                        "the server's " + name.substring(2) + " is " + value + ", so changes are not all seen",
                        "set " + name.substring(2) + " = " + setting.getValue()
                                + (name.equals("@@log_bin") ? " and restart it" : "")));
            }
        }
        for (String table : bound.mapping().tables()) {
            TableName name = TableName.of(table);
            Query.of(
                            "SELECT engine FROM information_schema.tables WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?",
                            name.schema(),
                            name.name())
                    .list(connection, row -> String.valueOf(row.getString(1)))
                    .stream()
                    .filter(engine -> !engine.equalsIgnoreCase("InnoDB"))
                    .forEach(engine -> findings.add(new RowFinding(
                            Level.WARNING,
                            table,
                            "its engine " + engine + " has no snapshots, so a document may be seen half changed",
                            "ALTER TABLE " + table + " ENGINE = InnoDB")));
        }
        return findings;
    }

    private static List<Index> indexes(Connection connection, TableName table) throws SQLException {
        Map<String, List<Entry>> byName = new LinkedHashMap<>();
        for (Entry entry : Query.of(INDEXES, table.schema(), table.name())
                .list(connection, row -> new Entry(row.getString(1), row.getBoolean(2), row.getString(3)))) {
            byName.computeIfAbsent(entry.index(), _ -> new ArrayList<>()).add(entry);
        }
        return byName.values().stream()
                .map(entries -> new Index(
                        entries.getFirst().unique(),
                        entries.stream().map(Entry::column).toList()))
                .toList();
    }
}
