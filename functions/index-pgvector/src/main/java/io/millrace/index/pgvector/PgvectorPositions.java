package io.millrace.index.pgvector;

import io.millrace.core.document.Digest;
import io.millrace.core.row.CapturePositions;
import io.millrace.core.row.PositionSizes;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Positions of logs as rows beside the ledger. */
final class PgvectorPositions implements CapturePositions {

    private final Database database;

    PgvectorPositions(Database database) {
        this.database = database;
    }

    @Override
    public Map<String, String> load(String source) {
        return database
                .read(connection -> new Sql("SELECT key, value FROM capture_position WHERE source = ?", source)
                        .list(connection, row -> Map.entry(row.getString(1), row.getString(2))))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void put(String source, Map<String, String> values) {
        List<Object[]> rows = PositionSizes.require(source, values).entrySet().stream()
                .map(value ->
                        new Object[] {source, Digest.of(source, value.getKey()), value.getKey(), value.getValue()})
                .toList();
        database.write(connection -> {
            Sql.updateEach(
                    connection,
                    "INSERT INTO capture_position (source, key_digest, key, value) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (key_digest) DO UPDATE SET value = excluded.value",
                    rows);
            return rows.size();
        });
    }

    @Override
    public void clear(String source) {
        database.write(
                connection -> new Sql("DELETE FROM capture_position WHERE source = ?", source).update(connection));
    }
}
