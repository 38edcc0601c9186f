package io.millrace.index.opensearch;

import io.millrace.core.index.PassageStore;
import io.millrace.index.pgvector.PgvectorSettings;
import io.millrace.index.pgvector.PgvectorUrl;
import io.millrace.testkit.OpenSearchServer;
import io.millrace.testkit.PostgresServer;
import io.millrace.testkit.TestedStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A store in the tests' OpenSearch and PostgreSQL, empty at first. Each test has an index of its own: deleting what another left costs as much. */
final class EmptyStore implements TestedStore {

    private static final String SCHEMA = "millrace_opensearch";
    private static int number;

    private final String index;
    private final int shards;
    private OpenSearchStore store;

    EmptyStore() {
        this(1);
    }

    EmptyStore(int shards) {
        // Both take seconds.
        CompletableFuture<OpenSearchServer> starting = CompletableFuture.supplyAsync(OpenSearchServer::shared);
        PostgresServer.shared();
        starting.join();
        index = "test-" + number++;
        this.shards = shards;
        store = open();
        store.passages().counts();
        execute(
                Stream.of(
                                "document",
                                "word_count",
                                "version_word",
                                "staged",
                                "assigned",
                                "reindex_run",
                                "tenant_use",
                                "dead_letter",
                                "capture_position")
                        .map(table -> "DELETE FROM " + SCHEMA + "." + table + ";")
                        .collect(
                                Collectors.joining(
                                        "",
                                        "",
                                        "UPDATE " + SCHEMA
                                                + ".index_state SET edition = 0, passages = 0, tokens = 0, dimension = NULL, elsewhere = NULL")));
    }

    /** Shows each write at once, so that tests don't wait. */
    OpenSearchSettings settings() {
        return new OpenSearchSettings(
                List.of(OpenSearchServer.shared().url()),
                null,
                null,
                null,
                index,
                shards,
                0,
                Duration.ZERO,
                Duration.ofSeconds(5));
    }

    static PgvectorSettings ledger() {
        PgvectorSettings usual =
                PgvectorSettings.of(PgvectorUrl.of(PostgresServer.shared().url()));
        return new PgvectorSettings(
                usual.url(),
                null,
                null,
                SCHEMA,
                usual.connections(),
                // Contracts stage 64 documents at once, and each holds a connection until OpenSearch shows it: on a
                // busy machine that is no matter of five seconds.
                Duration.ofMinutes(1),
                usual.idle(),
                usual.kept());
    }

    private OpenSearchStore open() {
        return new OpenSearchStore(settings(), ledger(), Clock.systemUTC());
    }

    static void execute(String sql) {
        try (Connection connection =
                        DriverManager.getConnection(PostgresServer.shared().url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public PassageStore store() {
        return store.passages();
    }

    @Override
    public void restart() {
        store.close();
        store = open();
    }

    @Override
    public void close() {
        store.close();
        try (Cluster cluster = new Cluster(settings())) {
            cluster.call("DELETE", "/" + index, Map.of(), null);
        }
    }
}
