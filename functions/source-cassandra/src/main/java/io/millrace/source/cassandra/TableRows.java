package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.Token;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Finds rows of a table by the texts of their keys, and goes through them in the cluster's own order: by token, within a partition by its clustering columns. */
final class TableRows {

    private final CqlSession session;
    private final BoundTable table;
    private final List<String> keyColumns;
    private final RowQueries queries;

    /**
     * @param keyColumns in the order of the mapping
     * @param columns to read, those of the key among them
     */
    TableRows(CqlSession session, BoundTable table, List<String> keyColumns, Collection<String> columns, int pageSize) {
        this.session = session;
        this.table = table;
        this.keyColumns = keyColumns;
        this.queries = new RowQueries(session, table, columns, pageSize);
    }

    /** Those that are there; a key that no row could have is of none. All are asked for at once. */
    List<Row> byKeys(List<List<String>> keys) {
        List<CompletionStage<AsyncResultSet>> asked = new ArrayList<>();
        for (List<String> key : keys) {
            Map<String, Object> values = values(key);
            if (values != null) {
                asked.add(session.executeAsync(queries.equal(table.primary(), values)));
            }
        }
        List<Row> found = new ArrayList<>();
        for (CompletionStage<AsyncResultSet> one : asked) {
            Row row = Answers.of(one).one();
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    /** Goes through those after a key, as long as it is wished. */
    void after(@Nullable List<String> after, BiPredicate<List<String>, Row> more) {
        if (after == null) {
            through(queries.all(), more);
            return;
        }
        Map<String, Object> key = required(after);
        for (BoundStatement stretch : queries.laterInPartition(key)) {
            if (!through(stretch, more)) {
                return;
            }
        }
        through(queries.laterPartitions(key, Map.of()), more);
    }

    /**
     * Goes through rows some of whose columns have given values, after a key. Where neither the partitions nor an index tell where they are, that is the whole table.
     *
     * @param anyOf each a value by column; not empty
     */
    void where(List<Map<String, Object>> anyOf, @Nullable List<String> after, BiPredicate<List<String>, Row> more) {
        BiPredicate<List<String>, Row> wanted =
                (key, row) -> anyOf.stream().noneMatch(values -> fits(row, values)) || more.test(key, row);
        if (anyOf.stream().allMatch(values -> table.access(values.keySet()) == BoundTable.Access.PARTITION)) {
            inPartitions(anyOf, after, wanted);
        } else if (anyOf.size() == 1 && table.access(anyOf.getFirst().keySet()) == BoundTable.Access.INDEX) {
            byIndex(anyOf.getFirst(), after, wanted);
        } else {
            after(after, wanted);
        }
    }

    private void inPartitions(
            List<Map<String, Object>> anyOf, @Nullable List<String> after, BiPredicate<List<String>, Row> more) {
        Map<String, Object> last = after == null ? null : required(after);
        Token reached = last == null ? null : token(last);
        Map<Token, Map<String, Object>> partitions = new TreeMap<>();
        anyOf.forEach(values -> partitions.put(token(values), values));
        for (Map.Entry<Token, Map<String, Object>> partition : partitions.entrySet()) {
            int place = reached == null ? 1 : partition.getKey().compareTo(reached);
            List<BoundStatement> stretches = place > 0
                    ? List.of(queries.equal(table.partition(), partition.getValue()))
                    : place == 0 && last != null ? queries.laterInPartition(last) : List.of();
            for (BoundStatement stretch : stretches) {
                if (!through(stretch, more)) {
                    return;
                }
            }
        }
    }

    private void byIndex(
            Map<String, Object> values, @Nullable List<String> after, BiPredicate<List<String>, Row> more) {
        List<String> column = table.selective(values.keySet());
        Map<String, Object> last = after == null ? null : required(after);
        if (last == null) {
            through(queries.equal(column, values), more);
            return;
        }
        for (BoundStatement stretch : queries.laterInPartition(last)) {
            if (!through(stretch, more)) {
                return;
            }
        }
        Map<String, Object> indexed = new HashMap<>(values);
        indexed.keySet().retainAll(column);
        through(queries.laterPartitions(last, indexed), more);
    }

    private boolean through(BoundStatement statement, BiPredicate<List<String>, Row> more) {
        for (Row row : session.execute(statement)) {
            List<String> key = key(row);
            if (key != null && !more.test(key, row)) {
                return false;
            }
        }
        return true;
    }

    private boolean fits(Row row, Map<String, Object> values) {
        return values.entrySet().stream()
                .allMatch(value -> value.getValue().equals(row.getObject(CqlIdentifier.fromInternal(value.getKey()))));
    }

    /** Null for a row that has no uri: of a partition without rows but with values of its own, or with a key that has no text. */
    @Nullable
    List<String> key(Row row) {
        List<String> key = new ArrayList<>();
        for (String column : keyColumns) {
            String text = Values.text(table.type(column), row.getObject(CqlIdentifier.fromInternal(column)));
            if (text == null) {
                return null;
            }
            key.add(text);
        }
        return key.equals(List.of("")) ? null : key;
    }

    private Map<String, Object> required(List<String> after) {
        Map<String, Object> values = values(after);
        if (values == null) {
            throw new IllegalArgumentException(
                    "no row of " + table.name() + " has the key that is to be gone on after; begin anew");
        }
        return values;
    }

    private @Nullable Map<String, Object> values(List<String> key) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < keyColumns.size(); i++) {
            Object value = Values.parse(table.type(keyColumns.get(i)), key.get(i));
            if (value == null) {
                return null;
            }
            values.put(keyColumns.get(i), value);
        }
        return values;
    }

    private Token token(Map<String, Object> values) {
        TokenMap tokens = session.getMetadata()
                .getTokenMap()
                .orElseThrow(() -> new IllegalStateException("the driver was told to know the tokens"));
        return tokens.newToken(table.partition().stream()
                .map(column -> encoded(column, values.get(column)))
                .toArray(ByteBuffer[]::new));
    }

    private ByteBuffer encoded(String column, @Nullable Object value) {
        ByteBuffer bytes = session.getContext()
                .getCodecRegistry()
                .<Object>codecFor(table.type(column))
                .encode(value, session.getContext().getProtocolVersion());
        if (bytes == null) {
            throw new IllegalStateException("a part of a key is not null");
        }
        return bytes;
    }
}
