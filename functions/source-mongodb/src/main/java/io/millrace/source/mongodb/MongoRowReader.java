package io.millrace.source.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import io.millrace.source.mongodb.MongoConnection.Reading;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.JoinedRow;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Reads members of collections. Each call is of one moment where the server is a replica set. */
final class MongoRowReader implements RowReader {

    /** That a collection is there is believed for so long. */
    private static final Duration BELIEVED = Duration.ofMinutes(1);

    /** So many members at a time at most, and about so many bytes, so that memory is bounded. */
    private static final int MOST_ROWS = 100;

    private static final long BUDGET = 16 << 20;

    /** Where their keys have to be compared with others. */
    private static final int ROWS_TOGETHER = 20;

    private static final int KEYS_TOGETHER = 500;

    private final MongoConnection connection;
    private final RowLimits limits;
    private final MongoFailures failures;
    private final Map<DocumentMapping, Long> known = new ConcurrentHashMap<>();

    MongoRowReader(SourceMapping source, MongoConnection connection, RowLimits limits) {
        this.connection = connection;
        this.limits = limits;
        this.failures = new MongoFailures(source);
    }

    /** What to read. */
    private interface Work<T> {
        T read(Members members, Reading reading);
    }

    @Override
    public List<JoinedRow> read(DocumentMapping document, List<List<String>> keys) throws IOException {
        return within(document, (members, reading) -> {
            Cells cells = new Cells(limits);
            JoinedMembers joined = new JoinedMembers(document, reading, limits);
            return members.byKeys(keys, Projection.own(document)).stream()
                    .map(member -> row(document, member, cells, joined))
                    .toList();
        });
    }

    @Override
    public List<JoinedRow> page(DocumentMapping document, @Nullable List<String> after, int limit) throws IOException {
        int most = Math.min(limit, MOST_ROWS);
        return within(document, (members, reading) -> {
            Cells cells = new Cells(limits);
            JoinedMembers joined = new JoinedMembers(document, reading, limits);
            List<JoinedRow> rows = new ArrayList<>();
            members.after(after, Filters.empty(), Projection.own(document), ROWS_TOGETHER, member -> {
                rows.add(row(document, member, cells, joined));
                return rows.size() < most && cells.bytes() + joined.bytes() < BUDGET;
            });
            return rows;
        });
    }

    private static JoinedRow row(DocumentMapping document, Members.Member member, Cells cells, JoinedMembers joined) {
        return new JoinedRow(member.key(), cells.row(member.fields(), document.columns()), joined.of(member.fields()));
    }

    @Override
    public List<List<String>> keys(DocumentMapping document, @Nullable List<String> after, int limit)
            throws IOException {
        return keys(document, Filters.empty(), after, limit);
    }

    @Override
    public List<List<String>> keysWhere(
            DocumentMapping document, List<Map<String, String>> anyOf, @Nullable List<String> after, int limit)
            throws IOException {
        List<Bson> any = new ArrayList<>();
        for (Map<String, String> values : anyOf) {
            List<Bson> all = new ArrayList<>();
            values.forEach((field, text) -> all.add(Filters.in(field, KeyText.candidates(text))));
            any.add(Filters.and(all));
        }
        return keys(document, any.size() == 1 ? any.getFirst() : Filters.or(any), after, limit);
    }

    private List<List<String>> keys(DocumentMapping document, Bson condition, @Nullable List<String> after, int limit)
            throws IOException {
        return within(document, (members, _) -> {
            List<List<String>> keys = new ArrayList<>();
            members.after(after, condition, Projection.of(document.key()), KEYS_TOGETHER, member -> {
                keys.add(member.key());
                return keys.size() < limit;
            });
            return keys;
        });
    }

    @Override
    public List<RowFinding> inspect(DocumentMapping document) throws IOException {
        known.remove(document);
        try {
            return new MongoInspection(connection, document).findings();
        } catch (MongoException e) {
            throw failed(document, e);
        }
    }

    private <T> T within(DocumentMapping document, Work<T> work) throws IOException {
        try {
            requireFit(document);
            return connection.snapshot(reading -> work.read(new Members(document, reading), reading));
        } catch (MongoException e) {
            throw failed(document, e);
        }
    }

    /** What is not there reads as if it were empty; of a wrong name nothing is gone. */
    private void requireFit(DocumentMapping document) {
        Long before = known.get(document);
        if (before != null && System.nanoTime() - before < BELIEVED.toNanos()) {
            return;
        }
        Projection.forbidden(document).ifPresent(detail -> {
            throw failures.wrong(document, detail, null);
        });
        Set<String> missing = new HashSet<>(document.tables());
        connection.database().listCollectionNames().authorizedCollections(true).forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw failures.wrong(
                    document,
                    "collection " + String.join(", ", missing)
                            + " is not there, or its user may not see it; correct the name, or the database in `url`, or grant the role `read`",
                    null);
        }
        known.put(document, System.nanoTime());
    }

    private RuntimeException failed(DocumentMapping document, MongoException e) throws IOException {
        if (MongoFailures.ofCredentials(e)) {
            connection.forget();
        }
        return failures.of(document, e);
    }

    @Override
    public void close() {
        connection.close();
    }
}
