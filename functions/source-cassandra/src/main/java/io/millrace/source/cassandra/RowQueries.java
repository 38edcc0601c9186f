package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The queries on one table. Columns are named, each of them; values are never part of a query's text. */
final class RowQueries {

    private final CqlSession session;
    private final BoundTable table;
    private final String select;
    private final int pageSize;

    /**
     * @param columns to read
     * @param pageSize how many rows come at a time
     */
    RowQueries(CqlSession session, BoundTable table, Collection<String> columns, int pageSize) {
        this.session = session;
        this.table = table;
        this.select = "SELECT "
                + columns.stream().distinct().map(RowQueries::quoted).collect(Collectors.joining(", ")) + " FROM "
                + table.name();
        this.pageSize = pageSize;
    }

    /** Rows in some of whose columns are these values. */
    BoundStatement equal(List<String> columns, Map<String, Object> values) {
        return bound(
                columns.stream().map(column -> quoted(column) + " = ?").toList(),
                columns.stream().map(values::get).toList());
    }

    /** The whole table, in order of the partition keys' tokens. */
    BoundStatement all() {
        return bound(List.of(), List.of());
    }

    /** What comes after a row in its own partition, a stretch each: first where all but the last clustering column are the same. */
    List<BoundStatement> laterInPartition(Map<String, Object> key) {
        List<String> clustering = List.copyOf(table.clustering().keySet());
        List<BoundStatement> stretches = new ArrayList<>();
        for (int i = clustering.size() - 1; i >= 0; i--) {
            List<String> same = new ArrayList<>(table.partition());
            same.addAll(clustering.subList(0, i));
            List<String> conditions = new ArrayList<>(
                    same.stream().map(column -> quoted(column) + " = ?").toList());
            List<Object> values = new ArrayList<>(same.stream().map(key::get).toList());
            String column = clustering.get(i);
            conditions.add(
                    quoted(column) + (Boolean.TRUE.equals(table.clustering().get(column)) ? " > ?" : " < ?"));
            values.add(key.get(column));
            stretches.add(bound(conditions, values));
        }
        return stretches;
    }

    /**
     * Rows of the partitions after that of a row, in order of tokens. Two partition keys with one 64-bit token count as one place here.
     *
     * @param indexed a column that has an index and has this value in them; none where both are empty
     */
    BoundStatement laterPartitions(Map<String, Object> key, Map<String, Object> indexed) {
        String names = table.partition().stream().map(RowQueries::quoted).collect(Collectors.joining(", "));
        String places = table.partition().stream().map(_ -> "?").collect(Collectors.joining(", "));
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        indexed.forEach((column, value) -> {
            conditions.add(quoted(column) + " = ?");
            values.add(value);
        });
        conditions.add("token(" + names + ") > token(" + places + ")");
        table.partition().forEach(column -> values.add(key.get(column)));
        return bound(conditions, values);
    }

    private BoundStatement bound(List<String> conditions, List<Object> values) {
        String cql = conditions.isEmpty() ? select : select + " WHERE " + String.join(" AND ", conditions);
        return session.prepare(cql)
                .bind(values.toArray())
                .setPageSize(pageSize)
                .setConsistencyLevel(ConsistencyLevel.LOCAL_QUORUM);
    }

    private static String quoted(String column) {
        return CqlIdentifier.fromInternal(column).asCql(true);
    }
}
