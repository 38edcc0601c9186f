package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import io.millrace.source.row.CellText;
import io.millrace.source.row.Join;
import io.millrace.source.row.OversizedCell;
import io.millrace.source.row.Row;
import io.millrace.source.row.RowLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what is joined to rows. Cassandra sorts by nothing but its clustering columns, so order and limit are kept to here. For one thread. */
final class JoinedRows {

    private static final int PAGE = 100;

    private final CqlSession session;
    private final BoundDocument bound;
    private final RowLimits limits;
    /** Many rows have the same parent. */
    private final Map<List<Object>, List<Row>> parents = new HashMap<>();

    private long bytes;

    JoinedRows(CqlSession session, BoundDocument bound, RowLimits limits) {
        this.session = session;
        this.bound = bound;
        this.limits = limits;
    }

    /** How much was read so far, about. */
    long bytes() {
        return bytes;
    }

    Map<String, List<Row>> of(com.datastax.oss.driver.api.core.cql.Row row) {
        Map<String, List<Row>> joined = new HashMap<>();
        for (Join join : bound.mapping().joins().values()) {
            Map<String, Object> values = referred(join, row);
            if (values != null) {
                joined.put(
                        join.name(),
                        join.kind() == Join.Kind.PARENT
                                ? parents.computeIfAbsent(List.of(join.name(), values), _ -> rows(join, values))
                                : rows(join, values));
            }
        }
        return joined;
    }

    /** What the other table's columns must have; null where nothing can be joined. Values are equal whose texts are, also where the columns are of different types. */
    private @Nullable Map<String, Object> referred(Join join, com.datastax.oss.driver.api.core.cql.Row row) {
        BoundTable other = bound.table(join.table());
        Map<String, Object> values = new HashMap<>();
        for (Map.Entry<String, String> pair : join.refer().entrySet()) {
            Object plain = Values.plain(row.getObject(CqlIdentifier.fromInternal(pair.getValue())));
            Object value = plain == null || plain instanceof byte[]
                    ? null
                    : Values.parse(other.type(pair.getKey()), CellText.of(plain));
            if (value == null) {
                return null;
            }
            values.put(pair.getKey(), value);
        }
        return values;
    }

    private List<Row> rows(Join join, Map<String, Object> values) {
        BoundTable other = bound.table(join.table());
        List<String> named = other.selective(values.keySet());
        Set<String> columns = new LinkedHashSet<>(join.columns());
        columns.addAll(join.order());
        columns.addAll(values.keySet());
        BoundStatement query = new RowQueries(session, other, columns, PAGE).equal(named, values);
        FirstRows first = new FirstRows(join, isOrdered(join, other, named, values), limits);
        for (com.datastax.oss.driver.api.core.cql.Row row : session.execute(query)) {
            if (fits(row, values) && !first.add(row)) {
                break;
            }
        }
        bytes += first.bytes();
        List<Row> rows = first.rows();
        return first.isTooMuch() ? withTooMuch(rows, join, first.bytes()) : rows;
    }

    private static boolean fits(com.datastax.oss.driver.api.core.cql.Row row, Map<String, Object> values) {
        return values.entrySet().stream()
                .allMatch(value -> value.getValue().equals(row.getObject(CqlIdentifier.fromInternal(value.getKey()))));
    }

    /** Whether they come in the join's order, and no two are equal in it. */
    private static boolean isOrdered(Join join, BoundTable other, List<String> named, Map<String, Object> values) {
        List<String> rest = other.clustering().keySet().stream()
                .filter(column -> !named.contains(column))
                .toList();
        return other.access(values.keySet()) == BoundTable.Access.PARTITION
                && rest.equals(join.order())
                && rest.stream()
                        .allMatch(
                                column -> Boolean.TRUE.equals(other.clustering().get(column)));
    }

    /** The last one stands for the rest of what can't be one document. */
    private static List<Row> withTooMuch(List<Row> rows, Join join, long bytes) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        join.columns().forEach(column -> cells.put(column, new OversizedCell(bytes)));
        List<Row> all = new ArrayList<>(rows);
        all.add(new Row(cells));
        return all;
    }
}
