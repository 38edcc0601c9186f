package io.millrace.index.pgvector;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.Batch;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.Staging;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Batches that wait for the others of their version. */
final class StagingTable {

    /**
     * A batch that is durable.
     *
     * @param id where its chunks are
     * @param number which of its version
     */
    record Waiting(long id, int number, int embedded, long embedMicros) {}

    private StagingTable() {}

    /** The durable batches of the same version and change, in order. */
    static List<Waiting> of(Connection connection, Batch batch) throws SQLException {
        DocumentVersion version = batch.version();
        return new Sql(
                        "SELECT id, batch, chunks_embedded, embed_micros FROM staged WHERE tenant = ? AND document = ? AND sequence = ?"
                                + " AND version = ? AND batches = ? ORDER BY batch",
                        version.document().tenant(),
                        version.document().id(),
                        version.sequence().value(),
                        version.version(),
                        batch.batches())
                .list(
                        connection,
                        row -> new Waiting(
                                row.getLong("id"),
                                row.getInt("batch"),
                                row.getInt("chunks_embedded"),
                                row.getLong("embed_micros")));
    }

    /** Keeps them from being swept until the transaction ends. Returns whether all of them are still there. */
    static boolean lock(Connection connection, List<Waiting> waiting) throws SQLException {
        long[] ids = waiting.stream().mapToLong(Waiting::id).toArray();
        return new Sql("SELECT id FROM staged WHERE id = ANY (?) ORDER BY id FOR UPDATE", (Object) ids)
                        .list(connection, row -> row.getLong(1))
                        .size()
                == ids.length;
    }

    /** Deletes what came before; but for a document's latest change of which something is staged, and for what is being published, which goes with that. */
    static int sweep(Connection connection, long horizonMillis) throws SQLException {
        return new Sql(
                        "DELETE FROM staged WHERE id IN (SELECT id FROM staged AS old WHERE came_millis < ? AND EXISTS (SELECT 1 FROM staged AS later"
                                + " WHERE later.tenant = old.tenant AND later.document = old.document AND later.sequence > old.sequence)"
                                + " FOR UPDATE SKIP LOCKED)",
                        horizonMillis)
                .update(connection);
    }

    static void add(Connection connection, Batch batch, Instant now) throws SQLException {
        DocumentVersion version = batch.version();
        long id = new Sql(
                        "INSERT INTO staged (tenant, document, sequence, version, batches, batch, chunks_embedded, embed_micros, came_millis)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                        version.document().tenant(),
                        version.document().id(),
                        version.sequence().value(),
                        version.version(),
                        batch.batches(),
                        batch.number(),
                        batch.embedded(),
                        batch.embedMicros(),
                        now.toEpochMilli())
                .one(connection, row -> row.getLong(1));
        ChunkRows.insertStaged(connection, id, batch.chunks());
    }

    /** Forgets the document's batches of changes that can have no effect any more. */
    static void delete(Connection connection, DocumentState settled) throws SQLException {
        Sequence last = settled.settled();
        new Sql(
                        "DELETE FROM staged WHERE tenant = ? AND document = ? AND sequence "
                                + (settled.admits(last) ? "<" : "<=") + " ?",
                        settled.key().tenant(),
                        settled.key().id(),
                        last.value())
                .update(connection);
    }

    /** How far the document's latest change under way is; null where nothing of one is staged. */
    static @Nullable Staging latest(Connection connection, DocumentKey key) throws SQLException {
        return new Sql(
                        "SELECT sequence, batches, count(*) AS durable FROM staged WHERE tenant = ? AND document = ?"
                                + " GROUP BY sequence, version, batches ORDER BY sequence DESC, version DESC, batches DESC LIMIT 1",
                        key.tenant(),
                        key.id())
                .first(
                        connection,
                        row -> new Staging(
                                new Sequence(Objects.requireNonNull(row.getString("sequence"))),
                                row.getInt("durable"),
                                row.getInt("batches")));
    }
}
