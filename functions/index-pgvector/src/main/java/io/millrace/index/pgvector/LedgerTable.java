package io.millrace.index.pgvector;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.FailedAttempts;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Sequence;
import io.millrace.core.document.Timings;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Documents' states as rows of {@code document}. */
final class LedgerTable {

    private static final String COLUMNS =
            "tenant, id, uri, title, known, settled, state, version, etag, access, chunks, code, reason, changed_at,"
                    + " settled_at, settled_millis, configuration, bytes, chunks_embedded, announced_at, stage_micros,"
                    + " failed_sequence, failed_count, failed_code, failed_reason, failed_at";

    private static final String UPSERT = "INSERT INTO document (" + COLUMNS + ") VALUES (" + "?, ".repeat(25) + "?)"
            + " ON CONFLICT (tenant, id) DO UPDATE SET (" + COLUMNS + ") = ROW(excluded."
            + COLUMNS.replace(", ", ", excluded.") + ")";

    private LedgerTable() {}

    static @Nullable DocumentState find(Connection connection, DocumentKey key) throws SQLException {
        return new Sql("SELECT " + COLUMNS + " FROM document WHERE tenant = ? AND id = ?", key.tenant(), key.id())
                .first(connection, LedgerTable::read);
    }

    /** A tenant's documents that are not removed and that one of {@code askers} may see, ordered by id. */
    static List<DocumentState> list(
            Connection connection, String tenant, @Nullable Set<String> askers, @Nullable String after, int limit)
            throws SQLException {
        String from = after == null ? "" : after;
        Sql sql = askers == null
                ? new Sql("SELECT " + COLUMNS + " FROM document WHERE").add(listed(tenant, from, "true"))
                : new Sql("SELECT " + COLUMNS + " FROM document JOIN (")
                        .add(seen(tenant, askers, from, limit))
                        .add(") AS seen USING (id) WHERE tenant = ?", tenant);
        return sql.add("ORDER BY id LIMIT ?", limit).list(connection, LedgerTable::read);
    }

    /** The first ids of what anyone and of what the askers may see, each from its own index: of both in one condition the planner would read all that the tenant has. */
    private static Sql seen(String tenant, Set<String> askers, String after, int limit) {
        return new Sql("(SELECT id FROM document WHERE")
                .add(listed(tenant, after, "access @> ARRAY['public']"))
                .add("ORDER BY id LIMIT ?)", limit)
                .add("UNION (SELECT id FROM document WHERE")
                .add(listed(tenant, after, "access && ?", (Object) askers.toArray(String[]::new)))
                .add("ORDER BY id LIMIT ?)", limit);
    }

    private static Sql listed(String tenant, String after, String condition, Object... arguments) {
        return new Sql("tenant = ? AND id > ? AND state <> 'REMOVED'", tenant, after)
                .add("AND " + condition, arguments);
    }

    /** Those of a tenant that settled last in {@code state}, latest first. */
    static List<DocumentState> latest(Connection connection, String tenant, State state, int limit)
            throws SQLException {
        return new Sql("SELECT " + COLUMNS + " FROM document WHERE tenant = ? AND state = ?", tenant, state.name())
                .add("ORDER BY settled_millis DESC NULLS LAST, id LIMIT ?", limit)
                .list(connection, LedgerTable::read);
    }

    static void put(Connection connection, DocumentState state) throws SQLException {
        Instant settledAt = state.settledAt();
        Indexing indexing = state.indexing();
        Timings timings = indexing == null ? null : indexing.timings();
        FailedAttempts failures = state.failures();
        new Sql(
                        UPSERT,
                        state.key().tenant(),
                        state.key().id(),
                        state.uri(),
                        state.title(),
                        state.known().value(),
                        state.settled().value(),
                        state.state().name(),
                        state.version(),
                        state.etag(),
                        state.access().principals().toArray(String[]::new),
                        state.chunks(),
                        state.code(),
                        state.reason(),
                        text(state.changedAt()),
                        text(settledAt),
                        settledAt == null ? null : settledAt.toEpochMilli(),
                        indexing == null ? null : indexing.configuration(),
                        indexing == null ? null : indexing.bytes(),
                        indexing == null ? null : indexing.chunksEmbedded(),
                        timings == null ? null : timings.announcedAt().toString(),
                        timings == null ? null : micros(timings),
                        failures == null ? null : failures.sequence().value(),
                        failures == null ? null : failures.count(),
                        failures == null ? null : failures.code(),
                        failures == null ? null : failures.reason(),
                        failures == null ? null : failures.lastAt().toString())
                .update(connection);
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static long[] micros(Timings timings) {
        return new long[] {
            timings.fetchMicros(),
            timings.parseMicros(),
            timings.chunkMicros(),
            timings.embedMicros(),
            timings.publishMicros()
        };
    }

    static DocumentState read(ResultSet row) throws SQLException {
        return new DocumentState(
                new DocumentKey(row.getString("tenant"), row.getString("id")),
                row.getString("uri"),
                row.getString("title"),
                new Sequence(row.getString("known")),
                new Sequence(row.getString("settled")),
                State.valueOf(row.getString("state")),
                row.getString("version"),
                row.getString("etag"),
                new AccessList(ChunkRows.strings(row.getArray("access"))),
                row.getInt("chunks"),
                row.getString("code"),
                row.getString("reason"),
                instant(row, "changed_at"),
                instant(row, "settled_at"),
                indexing(row),
                failures(row));
    }

    private static @Nullable Indexing indexing(ResultSet row) throws SQLException {
        String configuration = row.getString("configuration");
        return configuration == null
                ? null
                : new Indexing(configuration, row.getLong("bytes"), row.getInt("chunks_embedded"), timings(row));
    }

    private static @Nullable Timings timings(ResultSet row) throws SQLException {
        Instant announcedAt = instant(row, "announced_at");
        Array stages = row.getArray("stage_micros");
        if (announcedAt == null || stages == null) {
            return null;
        }
        Long[] micros = (Long[]) stages.getArray();
        return new Timings(announcedAt, micros[0], micros[1], micros[2], micros[3], micros[4]);
    }

    private static @Nullable FailedAttempts failures(ResultSet row) throws SQLException {
        String sequence = row.getString("failed_sequence");
        return sequence == null
                ? null
                : new FailedAttempts(
                        new Sequence(sequence),
                        row.getInt("failed_count"),
                        row.getString("failed_code"),
                        row.getString("failed_reason"),
                        Objects.requireNonNull(instant(row, "failed_at")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : Instant.parse(text);
    }
}
