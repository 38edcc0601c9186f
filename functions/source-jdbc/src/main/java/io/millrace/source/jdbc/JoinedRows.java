package io.millrace.source.jdbc;

import io.millrace.source.row.Join;
import io.millrace.source.row.JoinedRow;
import io.millrace.source.row.OversizedCell;
import io.millrace.source.row.Row;
import io.millrace.source.row.RowLimits;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads rows, and for all of them together the rows of each join. For one transaction. */
final class JoinedRows {

    /** About so much is read at a time. */
    private static final long BUDGET = 16 << 20;

    private final BoundDocument bound;
    private final RowQueries queries;
    private final Dialect dialect;
    private final RowLimits limits;
    private final int seconds;

    /** @param seconds the longest that one statement may take */
    JoinedRows(BoundDocument bound, RowQueries queries, Dialect dialect, RowLimits limits, int seconds) {
        this.bound = bound;
        this.queries = queries;
        this.dialect = dialect;
        this.limits = limits;
        this.seconds = seconds;
    }

    private record Found(List<String> key, Row row) {}

    /** The first rows of a query, at least one where there are any: as many as memory has room for. */
    List<JoinedRow> some(Connection connection, Query query) throws SQLException {
        return joined(connection, found(connection, query, true), true);
    }

    /** All rows of a query. */
    List<JoinedRow> all(Connection connection, Query query) throws SQLException {
        return joined(connection, found(connection, query, false), false);
    }

    List<List<String>> keys(Connection connection, Query query) throws SQLException {
        List<List<String>> keys = new ArrayList<>();
        Cells cells = new Cells(dialect);
        query.each(connection, seconds, row -> keys.add(whole(cells.key(row, bound.key()))));
        return keys;
    }

    private List<Found> found(Connection connection, Query query, boolean mayStop) throws SQLException {
        Cells cells = new Cells(dialect);
        List<Column> columns =
                bound.mapping().columns().stream().map(bound::column).toList();
        int first = bound.key().size() + 1;
        List<Found> found = new ArrayList<>();
        query.each(connection, seconds, row -> {
            found.add(new Found(whole(cells.key(row, bound.key())), cells.row(row, first, columns)));
            return !mayStop || cells.bytes() < BUDGET;
        });
        return found;
    }

    /** The conditions of the queries leave none out. */
    private static List<String> whole(List<@Nullable String> key) {
        return key.stream().map(Objects::requireNonNull).toList();
    }

    /** @param mayStop whether the last rows may be left out where all together are too much */
    private List<JoinedRow> joined(Connection connection, List<Found> found, boolean mayStop) throws SQLException {
        if (found.isEmpty() || bound.mapping().joins().isEmpty()) {
            return found.stream()
                    .map(one -> new JoinedRow(one.key(), one.row(), Map.of()))
                    .toList();
        }
        Map<List<String>, Map<String, List<Row>>> joined = new HashMap<>();
        boolean fits = true;
        for (Join join : bound.mapping().joins().values()) {
            fits &= add(connection, join, found, joined);
        }
        if (fits || found.size() == 1) {
            return found.stream()
                    .map(one -> new JoinedRow(one.key(), one.row(), joined.getOrDefault(one.key(), Map.of())))
                    .toList();
        }
        joined.clear();
        int half = found.size() / 2;
        List<JoinedRow> rows = new ArrayList<>(joined(connection, found.subList(0, half), mayStop));
        if (!mayStop) {
            rows.addAll(joined(connection, found.subList(half, found.size()), false));
        }
        return rows;
    }

    /** Whether there was room for all of them. Where there is none for those of a single row, the last one stands for the rest. */
    private boolean add(
            Connection connection, Join join, List<Found> found, Map<List<String>, Map<String, List<Row>>> joined)
            throws SQLException {
        Cells cells = new Cells(dialect);
        List<Column> columns =
                join.columns().stream().map(name -> bound.column(join, name)).toList();
        int first = bound.key().size() + 1;
        long room = found.size() == 1 ? limits.documentBytes() : BUDGET;
        boolean[] fits = {true};
        queries.joined(join, found.stream().map(Found::key).toList()).each(connection, seconds, row -> {
            List<String> key = whole(cells.key(row, bound.key()));
            List<Row> rows = joined.computeIfAbsent(key, _ -> new HashMap<>())
                    .computeIfAbsent(join.name(), _ -> new ArrayList<>());
            rows.add(cells.row(row, first, columns));
            if (cells.bytes() > room) {
                fits[0] = false;
                rows.add(tooMuch(columns, cells.bytes()));
                return false;
            }
            return true;
        });
        return fits[0];
    }

    private static Row tooMuch(List<Column> columns, long bytes) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        columns.forEach(column -> cells.put(column.name(), new OversizedCell(bytes)));
        return new Row(cells);
    }
}
