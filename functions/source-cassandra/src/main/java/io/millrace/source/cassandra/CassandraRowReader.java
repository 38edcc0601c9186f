package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.JoinedRow;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads rows by SELECTs. Cassandra has no snapshots: a row and what is joined to it are read one after the other. */
final class CassandraRowReader implements RowReader {

    /** So many rows at a time at most, and about so many bytes, so that memory is bounded; a few come with each answer, since none tells their length before. */
    private static final int MOST_ROWS = 100;

    private static final int ROWS_AN_ANSWER = 20;
    private static final int KEYS_AN_ANSWER = 1000;
    private static final long BUDGET = 16 << 20;

    private final CassandraConnection connection;
    private final RowLimits limits;
    private final CassandraFailures failures;

    CassandraRowReader(SourceMapping source, CassandraConnection connection, RowLimits limits) {
        this.connection = connection;
        this.limits = limits;
        this.failures = new CassandraFailures(source);
    }

    /** What to read once it is known what the cluster has. */
    private interface Reading<T> {
        T read(CqlSession session, BoundDocument bound);
    }

    @Override
    public List<JoinedRow> read(DocumentMapping document, List<List<String>> keys) throws IOException {
        return within(document, (session, bound) -> {
            TableRows table = rows(session, bound);
            Cells cells = new Cells(limits);
            JoinedRows joined = new JoinedRows(session, bound, limits);
            List<JoinedRow> found = new ArrayList<>();
            for (int i = 0; i < keys.size(); i += ROWS_AN_ANSWER) {
                for (var row : table.byKeys(keys.subList(i, Math.min(keys.size(), i + ROWS_AN_ANSWER)))) {
                    List<String> key = Objects.requireNonNull(table.key(row));
                    found.add(new JoinedRow(key, cells.row(row, document.columns()), joined.of(row)));
                }
            }
            return found;
        });
    }

    @Override
    public List<JoinedRow> page(DocumentMapping document, @Nullable List<String> after, int limit) throws IOException {
        int most = Math.min(limit, MOST_ROWS);
        return within(document, (session, bound) -> {
            Cells cells = new Cells(limits);
            JoinedRows joined = new JoinedRows(session, bound, limits);
            List<JoinedRow> rows = new ArrayList<>();
            rows(session, bound).after(after, (key, row) -> {
                rows.add(new JoinedRow(key, cells.row(row, document.columns()), joined.of(row)));
                return rows.size() < most && cells.bytes() + joined.bytes() < BUDGET;
            });
            return rows;
        });
    }

    private static TableRows rows(CqlSession session, BoundDocument bound) {
        return new TableRows(session, bound.own(), bound.mapping().key(), bound.columns(), ROWS_AN_ANSWER);
    }

    @Override
    public List<List<String>> keys(DocumentMapping document, @Nullable List<String> after, int limit)
            throws IOException {
        return within(document, (session, bound) -> {
            List<List<String>> keys = new ArrayList<>();
            new TableRows(session, bound.own(), document.key(), document.key(), KEYS_AN_ANSWER)
                    .after(after, (key, _) -> {
                        keys.add(key);
                        return keys.size() < limit;
                    });
            return keys;
        });
    }

    @Override
    public List<List<String>> keysWhere(
            DocumentMapping document, List<Map<String, String>> anyOf, @Nullable List<String> after, int limit)
            throws IOException {
        return within(document, (session, bound) -> {
            List<Map<String, Object>> values = new ArrayList<>();
            Set<String> columns = new LinkedHashSet<>(document.key());
            for (Map<String, String> one : anyOf) {
                parsed(bound.own(), one, values);
                columns.addAll(one.keySet());
            }
            List<List<String>> keys = new ArrayList<>();
            if (!values.isEmpty()) {
                new TableRows(session, bound.own(), document.key(), columns, KEYS_AN_ANSWER)
                        .where(values, after, (key, _) -> {
                            keys.add(key);
                            return keys.size() < limit;
                        });
            }
            return keys;
        });
    }

    /** A value that can't be one of its column is none of a row. */
    private static void parsed(BoundTable table, Map<String, String> texts, List<Map<String, Object>> all) {
        Map<String, Object> values = new HashMap<>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Object value = Values.parse(table.type(text.getKey()), text.getValue());
            if (value == null) {
                return;
            }
            values.put(text.getKey(), value);
        }
        all.add(values);
    }

    @Override
    public List<RowFinding> inspect(DocumentMapping document) throws IOException {
        try {
            BoundDocument bound =
                    BoundDocument.of(document, connection.session().refreshSchema(), connection.keyspace());
            return bound.problems().isEmpty() ? CassandraInspection.findings(bound) : bound.problems();
        } catch (DriverException e) {
            throw failed(document, e);
        }
    }

    private <T> T within(DocumentMapping document, Reading<T> reading) throws IOException {
        try {
            CqlSession session = connection.session();
            BoundDocument bound = BoundDocument.of(document, session.getMetadata(), connection.keyspace());
            bound.problem().ifPresent(problem -> {
                throw failures.wrong(document, problem.what() + "; " + problem.remedy(), null);
            });
            try {
                return reading.read(session, bound);
            } catch (IllegalStateException e) {
                if (session.isClosed()) {
                    throw new IOException(
                            "the connections to the cluster of " + document.table() + " were closed meanwhile", e);
                }
                throw e;
            }
        } catch (DriverException e) {
            throw failed(document, e);
        }
    }

    private RuntimeException failed(DocumentMapping document, DriverException e) throws IOException {
        if (CassandraFailures.ofCredentials(e)) {
            connection.forget();
        }
        return failures.of(document, e);
    }

    @Override
    public void close() {
        connection.close();
    }
}
