package io.millrace.index.pgvector;

import io.millrace.core.document.Digest;
import io.millrace.core.ingest.ReindexRun;
import io.millrace.core.ingest.ReindexRun.Failed;
import io.millrace.core.ingest.ReindexRun.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reindex runs, the latest of each scope of each tenant. */
final class RunTable {

    private static final String COLUMNS =
            "scope_key, id, tenant, scope, everything, stage, after, pages, changed, removed, unchanged, started_at, touched_at, came_millis, failed";

    private static final String UPSERT = "INSERT INTO reindex_run (" + COLUMNS + ") VALUES (" + "?, ".repeat(14)
            + "?) ON CONFLICT (scope_key) DO UPDATE SET (" + COLUMNS + ") = ROW(excluded."
            + COLUMNS.replace(", ", ", excluded.") + ")";

    private RunTable() {}

    static @Nullable ReindexRun find(Connection connection, String tenant, String scope) throws SQLException {
        return new Sql("SELECT " + COLUMNS + " FROM reindex_run WHERE scope_key = ?", Digest.of(tenant, scope))
                .first(
                        connection,
                        row -> new ReindexRun(
                                row.getString("id"),
                                row.getString("tenant"),
                                row.getString("scope"),
                                row.getBoolean("everything"),
                                Stage.valueOf(row.getString("stage")),
                                row.getString("after"),
                                row.getInt("pages"),
                                row.getLong("changed"),
                                row.getLong("removed"),
                                row.getLong("unchanged"),
                                failed(ChunkRows.strings(row.getArray("failed"))),
                                Instant.parse(row.getString("started_at")),
                                Instant.parse(row.getString("touched_at"))));
    }

    /** As they are stored: a uri, what is wrong there, the next uri. */
    private static List<Failed> failed(List<String> pairs) {
        List<Failed> failed = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            failed.add(new Failed(pairs.get(i), pairs.get(i + 1)));
        }
        return failed;
    }

    /** Deletes the runs that ended before. */
    static int sweep(Connection connection, long horizonMillis) throws SQLException {
        return new Sql("DELETE FROM reindex_run WHERE stage = ? AND came_millis < ?", Stage.DONE.name(), horizonMillis)
                .update(connection);
    }

    static void put(Connection connection, String tenant, String scope, ReindexRun run, Instant now)
            throws SQLException {
        new Sql(
                        UPSERT,
                        Digest.of(tenant, scope),
                        run.id(),
                        run.tenant(),
                        run.scope(),
                        run.everything(),
                        run.stage().name(),
                        run.after(),
                        run.pages(),
                        run.changed(),
                        run.removed(),
                        run.unchanged(),
                        run.startedAt().toString(),
                        run.touchedAt().toString(),
                        now.toEpochMilli(),
                        run.failed().stream()
                                .flatMap(each -> Stream.of(each.uri(), each.reason()))
                                .toArray(String[]::new))
                .update(connection);
    }
}
