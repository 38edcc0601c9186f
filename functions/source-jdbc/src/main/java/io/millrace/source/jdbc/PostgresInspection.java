package io.millrace.source.jdbc;

import io.millrace.source.jdbc.Indexes.Index;
import io.millrace.source.row.Join;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowFinding.Level;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Indexes, and what logical replication will tell of changes. */
final class PostgresInspection implements Inspection {

    private static final String INDEXES = """
            SELECT i.indisunique, ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(n, o)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n WHERE k.o <= i.indnkeyatts ORDER BY k.o)
            FROM pg_catalog.pg_index i
            WHERE i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
            """;

    private static final String IDENTITY = """
            SELECT c.relreplident = 'f',
                EXISTS (SELECT 1 FROM pg_catalog.pg_publication_tables p WHERE p.schemaname = n.nspname AND p.tablename = c.relname)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass(?)
            """;

    private final Dialect dialect = new PostgresDialect();

    private record Identity(boolean whole, boolean published) {}

    @Override
    public List<RowFinding> findings(Connection connection, BoundDocument bound) throws SQLException {
        List<RowFinding> findings = new ArrayList<>(Indexes.findings(
                bound,
                table -> Query.of(INDEXES, quoted(table))
                        .list(connection, row -> new Index(row.getBoolean(1), names(row.getArray(2))))));
        String level = Query.of("SELECT current_setting('wal_level')")
                .list(connection, row -> row.getString(1))
                .getFirst();
        if (!level.equals("logical")) {
            findings.add(new RowFinding(
                    Level.WARNING,
                    bound.mapping().table(),
                    "the server's wal_level is " + level + ", so its changes can't be followed",
                    "set wal_level = logical and restart it"));
        }
        Map<String, Set<String>> needed = new TreeMap<>();
        needed.computeIfAbsent(bound.mapping().table(), _ -> new LinkedHashSet<>())
                .addAll(bound.mapping().key());
        for (Join join : bound.mapping().joins().values()) {
            needed.computeIfAbsent(join.table(), _ -> new LinkedHashSet<>())
                    .addAll(join.refer().keySet());
        }
        for (Map.Entry<String, Set<String>> table : needed.entrySet()) {
            for (Identity identity : Query.of(IDENTITY, quoted(table.getKey()))
                    .list(connection, row -> new Identity(row.getBoolean(1), row.getBoolean(2)))) {
                add(table.getKey(), table.getValue(), identity, bound, findings);
            }
        }
        return findings;
    }

    private static void add(
            String table, Set<String> needed, Identity identity, BoundDocument bound, List<RowFinding> findings) {
        boolean child = bound.mapping().joins().values().stream()
                .anyMatch(join ->
                        join.kind() == Join.Kind.CHILDREN && join.table().equals(table));
        boolean told =
                identity.whole() || (!child && needed.stream().allMatch(column -> bound.identity(table, column)));
        if (!told) {
            findings.add(new RowFinding(
                    Level.WARNING,
                    table,
                    "its log does not tell the old " + String.join(", ", needed) + " of a changed row",
                    "ALTER TABLE " + table + " REPLICA IDENTITY FULL"));
        }
        if (!identity.published()) {
            findings.add(new RowFinding(
                    Level.WARNING,
                    table,
                    "it is in no publication, so its changes are not seen",
                    "CREATE PUBLICATION millrace FOR TABLE " + table + ", or ALTER PUBLICATION millrace ADD TABLE "
                            + table));
        }
    }

    private String quoted(String table) {
        return dialect.quote(TableName.of(table));
    }

    private static List<String> names(Array array) throws SQLException {
        return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
    }
}
