package io.millrace.source.jdbc;

import io.millrace.core.problem.ProblemException;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.JoinedRow;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads rows by SELECTs. Each call is one transaction that sees one moment. */
final class JdbcRowReader implements RowReader {

    /** Tables are changed now and then; what was found out of one is believed for so long, or until the database objects. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    /** So many rows at a time at most, so that memory is bounded. */
    private static final int MOST_ROWS = 100;

    private final Dialect dialect;
    private final JdbcPool pool;
    private final RowLimits limits;
    private final JdbcFailures failures;
    private final Map<DocumentMapping, Known> known = new ConcurrentHashMap<>();

    JdbcRowReader(SourceMapping source, Dialect dialect, JdbcPool pool, RowLimits limits) {
        this.dialect = dialect;
        this.pool = pool;
        this.limits = limits;
        this.failures = new JdbcFailures(source, dialect);
    }

    private record Known(BoundDocument bound, long since) {}

    /** What to read once it is known what the database has. */
    private interface Reading<T> {
        T read(Connection connection, JoinedRows rows, RowQueries queries) throws SQLException;
    }

    @Override
    public List<JoinedRow> read(DocumentMapping document, List<List<String>> keys) throws IOException {
        List<JoinedRow> found = new ArrayList<>();
        for (int i = 0; i < keys.size(); i += MOST_ROWS) {
            found.addAll(some(document, keys.subList(i, Math.min(keys.size(), i + MOST_ROWS))));
        }
        return found;
    }

    private List<JoinedRow> some(DocumentMapping document, List<List<String>> keys) throws IOException {
        // Where letters count alike a key finds a row that has another.
        Set<List<String>> asked = new HashSet<>(keys);
        try {
            return within(document, (connection, rows, queries) -> rows.all(connection, queries.byKeys(keys))).stream()
                    .filter(row -> asked.contains(row.key()))
                    .toList();
        } catch (UnfitValueException e) {
            List<List<String>> fitting = new ArrayList<>();
            for (List<String> key : keys) {
                if (fits(document, document.key(), key)) {
                    fitting.add(key);
                }
            }
            requireFewer(document, fitting, keys, e);
            return fitting.isEmpty() ? List.of() : some(document, fitting);
        }
    }

    @Override
    public List<JoinedRow> page(DocumentMapping document, @Nullable List<String> after, int limit) throws IOException {
        return stored(
                document,
                (connection, rows, queries) -> rows.some(connection, queries.page(after, Math.min(limit, MOST_ROWS))));
    }

    @Override
    public List<List<String>> keys(DocumentMapping document, @Nullable List<String> after, int limit)
            throws IOException {
        return stored(document, (connection, rows, queries) -> rows.keys(connection, queries.keys(after, limit)));
    }

    /** Reads what is stored whatever is asked for. */
    private <T> T stored(DocumentMapping document, Reading<T> reading) throws IOException {
        try {
            return within(document, reading);
        } catch (UnfitValueException e) {
            requireText(document, e);
            throw e;
        }
    }

    @Override
    public List<List<String>> keysWhere(
            DocumentMapping document, List<Map<String, String>> anyOf, @Nullable List<String> after, int limit)
            throws IOException {
        try {
            return within(
                    document,
                    (connection, rows, queries) -> rows.keys(connection, queries.keysWhere(anyOf, after, limit)));
        } catch (UnfitValueException e) {
            List<Map<String, String>> fitting = new ArrayList<>();
            for (Map<String, String> values : anyOf) {
                if (fits(document, List.copyOf(values.keySet()), List.copyOf(values.values()))) {
                    fitting.add(values);
                }
            }
            requireFewer(document, fitting, anyOf, e);
            return fitting.isEmpty() ? List.of() : keysWhere(document, fitting, after, limit);
        }
    }

    /** Where every value that was asked for fits, it is a stored one that can't be read, which is no reason to take a row for gone. */
    private void requireFewer(DocumentMapping document, List<?> fitting, List<?> all, UnfitValueException failure)
            throws UnfitValueException {
        if (fitting.size() == all.size()) {
            requireText(document, failure);
            throw failure;
        }
    }

    /** What is stored and is no text stays so until a person corrects it: until then the table is passed over, and no other. */
    private void requireText(DocumentMapping document, UnfitValueException failure) {
        if (dialect.isNoText(failure.getCause())) {
            throw failures.wrong(
                    document,
                    String.join(", ", document.tables())
                            + " has text that is no UTF-8 (SQLSTATE 22021); correct it, or name a view that leaves it out",
                    failure);
        }
    }

    private boolean fits(DocumentMapping document, List<String> columns, List<String> values) throws IOException {
        try {
            within(
                    document,
                    (connection, rows, queries) ->
                            queries.castable(columns, values).list(connection, row -> true));
            return true;
        } catch (UnfitValueException e) {
            return false;
        }
    }

    @Override
    public Optional<List<String>> spelt(DocumentMapping document, List<String> logged) throws IOException {
        List<Column> key = bound(document).key();
        List<String> spelt = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            Optional<String> value = key.get(i).spelt(logged.get(i));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            spelt.add(value.get());
        }
        return Optional.of(spelt);
    }

    @Override
    public boolean tellsOld(DocumentMapping document, @Nullable Join join, Collection<String> columns)
            throws IOException {
        BoundDocument bound = bound(document);
        return columns.stream()
                .map(name -> join == null ? bound.column(name) : bound.column(join, name))
                .allMatch(Column::identity);
    }

    @Override
    public List<RowFinding> inspect(DocumentMapping document) throws IOException {
        known.remove(document);
        try {
            return pool.snapshot(connection -> {
                BoundDocument bound = BoundDocument.of(document, dialect, connection, failures.user());
                if (!bound.problems().isEmpty()) {
                    return bound.problems().stream()
                            .map(misfit -> new RowFinding(
                                    RowFinding.Level.ERROR, misfit.table(), misfit.what(), misfit.remedy()))
                            .toList();
                }
                List<RowFinding> findings = new ArrayList<>(dialect.inspection().findings(connection, bound));
                passedOver(connection, bound).ifPresent(findings::add);
                return findings;
            });
        } catch (SQLException e) {
            throw failed(document, e);
        }
    }

    private Optional<RowFinding> passedOver(Connection connection, BoundDocument bound) throws SQLException {
        Optional<Query> count = new RowQueries(bound, dialect, limits).countWithoutKey();
        if (count.isEmpty()) {
            return Optional.empty();
        }
        long without = count.get().list(connection, row -> row.getLong(1)).getFirst();
        return without == 0
                ? Optional.empty()
                : Optional.of(new RowFinding(
                        RowFinding.Level.OMISSION,
                        bound.mapping().table(),
                        (without == 1 ? "1 row has" : without + " rows have")
                                + " a null in the key and so no uri; left out",
                        "fill " + String.join(", ", bound.mapping().key()) + " in, or name another key"));
    }

    private <T> T within(DocumentMapping document, Reading<T> reading) throws IOException {
        try {
            return pool.snapshot(connection -> {
                BoundDocument bound = bound(document, connection);
                RowQueries queries = new RowQueries(bound, dialect, limits);
                return reading.read(
                        connection, new JoinedRows(bound, queries, dialect, limits, pool.statementSeconds()), queries);
            });
        } catch (SQLException e) {
            throw failed(document, e);
        }
    }

    /** Asks the database for no more than what it has, and that once a minute. */
    private BoundDocument bound(DocumentMapping document) throws IOException {
        BoundDocument believed = believed(document);
        if (believed != null) {
            return believed;
        }
        try {
            return pool.snapshot(connection -> bound(document, connection));
        } catch (SQLException e) {
            throw failed(document, e);
        }
    }

    private @Nullable BoundDocument believed(DocumentMapping document) {
        Known before = known.get(document);
        return before != null && System.nanoTime() - before.since() < BELIEVED.toNanos() ? before.bound() : null;
    }

    private BoundDocument bound(DocumentMapping document, Connection connection) throws SQLException {
        BoundDocument believed = believed(document);
        if (believed != null) {
            return believed;
        }
        BoundDocument bound = BoundDocument.of(document, dialect, connection, failures.user());
        if (!bound.problems().isEmpty()) {
            BoundDocument.Misfit first = bound.problems().getFirst();
            throw failures.wrong(document, first.what() + "; " + first.remedy(), null);
        }
        known.put(document, new Known(bound, System.nanoTime()));
        return bound;
    }

    /** Where the table was changed since it was looked at, looking again says what is missing. */
    private ProblemException failed(DocumentMapping document, SQLException e) throws IOException {
        ProblemException ofSource = failures.ofSource(e);
        if (ofSource != null) {
            pool.forget();
            return ofSource;
        }
        if (known.remove(document) != null && !isPassing(e)) {
            try {
                pool.snapshot(connection -> bound(document, connection));
            } catch (SQLException again) {
                again.addSuppressed(e);
                return failures.ofTable(document, again);
            }
        }
        return failures.ofTable(document, e);
    }

    private boolean isPassing(SQLException e) {
        Dialect.Failure failure = dialect.failure(e);
        return failure == Dialect.Failure.PASSING
                || failure == Dialect.Failure.TOO_SLOW
                || failure == Dialect.Failure.VALUE;
    }

    @Override
    public void close() {
        pool.close();
    }
}
