package io.millrace.index.pgvector;

import io.millrace.core.document.DocumentState;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Passages and their words in tables beside the ledger: visible with its transaction. */
record PassageTables(Connection connection) implements PassagePlace {

    @Override
    public int remove(DocumentState before, long generation, WordChanges words) throws SQLException {
        long first = Publication.firstOf(generation);
        long afterLast = Publication.firstOf(generation + 1);
        int gone = new Sql("DELETE FROM passage WHERE id >= ? AND id < ?", first, afterLast).update(connection);
        new Sql(
                        "WITH gone AS (DELETE FROM posting WHERE passage >= ? AND passage < ? RETURNING word)"
                                + " SELECT word, count(*) AS passages FROM gone GROUP BY word",
                        first,
                        afterLast)
                .list(connection, row -> words.remove(row.getLong("word"), row.getInt("passages")));
        return gone;
    }

    @Override
    public void add(DocumentVersion version, long firstPassage, List<EmbeddedChunk> chunks, WordChanges words)
            throws SQLException {
        ChunkRows.insertPassages(connection, firstPassage, chunks);
        List<long[]> rows = words.add(version.document().tenant(), version.title(), firstPassage, chunks);
        new Sql(
                        "INSERT INTO posting (word, passage, frequency, length) SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::int[], ?::int[])",
                        column(rows, 0),
                        column(rows, 1),
                        column(rows, 2),
                        column(rows, 3))
                .update(connection);
    }

    @Override
    public void publish(DocumentVersion version, long generation, WordChanges words) {
        // The transaction does it.
    }

    @Override
    public void hide(DocumentState settled) {
        // The transaction does it.
    }

    private static long[] column(List<long[]> rows, int column) {
        return rows.stream().mapToLong(row -> row[column]).toArray();
    }
}
