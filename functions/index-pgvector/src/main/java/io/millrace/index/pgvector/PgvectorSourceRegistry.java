package io.millrace.index.pgvector;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.SourceRegistry;
import io.millrace.core.document.SourceRoot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Registered sources as rows. Whoever asks looks at one number, and reads them again only where it has changed. */
final class PgvectorSourceRegistry implements SourceRegistry {

    private final Database database;
    private final Kind kind;
    private volatile Known known = new Known(0, List.of());

    PgvectorSourceRegistry(Database database, Kind kind) {
        this.database = database;
        this.kind = kind;
    }

    private record Known(long edition, List<SourceRoot> roots) {}

    @Override
    public List<SourceRoot> roots() {
        Known last = known;
        Known now = database.read(connection -> {
            Long edition = new Sql("SELECT edition FROM source_registry WHERE kind = ?", kind.label())
                    .first(connection, row -> row.getLong(1));
            if (edition == null || edition == last.edition()) {
                return edition == null ? new Known(0, List.of()) : last;
            }
            // What was registered in between is read under the edition before it, and so once more the next time.
            return new Known(edition, load(connection));
        });
        known = now;
        return now.roots();
    }

    @Override
    public List<SourceRoot> register(List<String> uris, @Nullable AccessList access, @Nullable String chunker) {
        return database.write(connection -> {
            change(connection);
            Map<String, SourceRoot> byUri = SourceRegistry.with(load(connection), uris, access, chunker, kind);
            List<SourceRoot> registered = SourceRegistry.of(byUri, uris);
            Sql.updateEach(
                    connection,
                    "INSERT INTO source_root (key_digest, kind, uri, tenant, access, chunker) VALUES (?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT (key_digest) DO UPDATE SET access = excluded.access, chunker = excluded.chunker",
                    registered.stream().map(this::row).toList());
            return registered;
        });
    }

    @Override
    public boolean unregister(String uri) {
        return database.write(connection -> {
            change(connection);
            return new Sql("DELETE FROM source_root WHERE key_digest = ?", key(uri)).update(connection) > 0;
        });
    }

    /** One changes them at a time. */
    private void change(Connection connection) throws SQLException {
        new Sql(
                        "INSERT INTO source_registry (kind, edition) VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET edition = source_registry.edition + 1",
                        kind.label())
                .update(connection);
    }

    private @Nullable Object[] row(SourceRoot root) {
        return new @Nullable Object[] {
            key(root.uri()),
            kind.label(),
            root.uri(),
            root.tenant(),
            root.access().principals().toArray(String[]::new),
            root.chunker()
        };
    }

    private String key(String uri) {
        return Digest.of(kind.label(), uri);
    }

    private List<SourceRoot> load(Connection connection) throws SQLException {
        return List.copyOf(new Sql(
                        "SELECT uri, tenant, access, chunker FROM source_root WHERE kind = ? ORDER BY number",
                        kind.label())
                .list(
                        connection,
                        row -> new SourceRoot(
                                row.getString(1),
                                row.getString(2),
                                new AccessList(ChunkRows.strings(row.getArray(3))),
                                row.getString(4))));
    }
}
