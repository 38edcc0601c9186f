package io.millrace.index.pgvector;

import io.millrace.core.deadletter.DeadLetter;
import io.millrace.core.deadletter.DeadLetterFilter;
import io.millrace.core.deadletter.DeadLetterStore;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Dead letters as rows beside the ledger: for any number of processes. */
final class PgvectorDeadLetterStore implements DeadLetterStore {

    private static final String COLUMNS =
            "id, tenant, function, type, names, attribute_values, content_type, data, destination, status, reason, failed_at, failed_nanos";
    private static final String UPSERT = "INSERT INTO dead_letter (" + COLUMNS + ") VALUES (" + "?, ".repeat(12)
            + "?) ON CONFLICT (id) DO UPDATE SET (" + COLUMNS + ") = ROW(excluded."
            + COLUMNS.replace(", ", ", excluded.") + ")";

    private final Database database;

    PgvectorDeadLetterStore(Database database) {
        this.database = database;
    }

    @Override
    public void put(DeadLetter letter) {
        Map<String, String> attributes = letter.attributes();
        database.write(connection -> new Sql(
                        UPSERT,
                        letter.id(),
                        letter.attribute("tenant"),
                        letter.function(),
                        letter.attribute("type"),
                        attributes.keySet().toArray(String[]::new),
                        attributes.values().toArray(String[]::new),
                        letter.contentType(),
                        letter.dataBase64(),
                        letter.destination().toString(),
                        letter.status(),
                        letter.reason(),
                        letter.time().toString(),
                        Sql.nanos(letter.time()))
                .update(connection));
    }

    @Override
    public Optional<DeadLetter> find(String id) {
        return database.read(connection -> load(connection, List.of(id))).stream()
                .findFirst();
    }

    /** Reasons are compared here: PostgreSQL's small letters depend on the database's locale. */
    @Override
    public List<DeadLetter> list(DeadLetterFilter filter, int limit) {
        String reason = filter.reason().toLowerCase(Locale.ROOT);
        Sql sql = new Sql("SELECT id, reason FROM dead_letter WHERE true");
        if (!filter.tenant().isEmpty()) {
            sql.add("AND tenant = ?", filter.tenant());
        }
        if (!filter.function().isEmpty()) {
            sql.add("AND function = ?", filter.function());
        }
        if (!filter.type().isEmpty()) {
            sql.add("AND type = ?", filter.type());
        }
        if (filter.status() != null) {
            sql.add("AND status = ?", filter.status());
        }
        if (filter.since() != null) {
            sql.add("AND failed_nanos >= ?", Sql.nanos(filter.since()));
        }
        if (filter.until() != null) {
            sql.add("AND failed_nanos < ?", Sql.nanos(filter.until()));
        }
        sql.add("ORDER BY failed_nanos DESC, id DESC");
        if (reason.isEmpty()) {
            sql.add("LIMIT ?", limit);
        }
        return database.read(connection -> {
            List<String> ids =
                    sql.list(connection, row -> Map.entry(row.getString("id"), row.getString("reason"))).stream()
                            .filter(each ->
                                    each.getValue().toLowerCase(Locale.ROOT).contains(reason))
                            .limit(limit)
                            .map(Map.Entry::getKey)
                            .toList();
            return load(connection, ids);
        });
    }

    @Override
    public long count() {
        return database.read(
                connection -> new Sql("SELECT count(*) FROM dead_letter").one(connection, row -> row.getLong(1)));
    }

    @Override
    public boolean remove(String id) {
        return database.write(connection -> new Sql("DELETE FROM dead_letter WHERE id = ?", id).update(connection) > 0);
    }

    private static List<DeadLetter> load(Connection connection, List<String> ids) throws SQLException {
        return new Sql("SELECT " + COLUMNS + " FROM dead_letter WHERE id = ANY (?)", (Object)
                        ids.toArray(String[]::new))
                .add("ORDER BY failed_nanos DESC, id DESC")
                .list(connection, PgvectorDeadLetterStore::read);
    }

    private static DeadLetter read(ResultSet row) throws SQLException {
        List<String> names = ChunkRows.strings(row.getArray("names"));
        List<String> values = ChunkRows.strings(row.getArray("attribute_values"));
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            attributes.put(names.get(i), values.get(i));
        }
        return new DeadLetter(
                row.getString("id"),
                attributes,
                row.getString("content_type"),
                row.getString("data"),
                URI.create(row.getString("destination")),
                ChunkRows.nullableInt(row, "status"),
                row.getString("reason"),
                Instant.parse(row.getString("failed_at")));
    }
}
