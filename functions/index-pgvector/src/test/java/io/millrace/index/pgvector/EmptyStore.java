package io.millrace.index.pgvector;

import io.millrace.testkit.PostgresServer;
import io.millrace.testkit.TestedStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A store in the tests' PostgreSQL, emptied before each test: deleting a few rows takes some milliseconds, new tables some hundred. */
final class EmptyStore implements TestedStore {

    private PgvectorStore store;

    EmptyStore() {
        store = open();
        store.counts();
        clear();
    }

    /** Leaves the tables as they were made, but for the graph's index. */
    void clear() {
        execute(Stream.of(
                        "document",
                        "passage",
                        "posting",
                        "word_count",
                        "staged",
                        "assigned",
                        "reindex_run",
                        "tenant_use",
                        "dead_letter",
                        "upload",
                        "upload_content",
                        "answer",
                        "feedback",
                        "source_root",
                        "source_registry",
                        "capture_position")
                .map(table -> "DELETE FROM millrace." + table + ";")
                .collect(Collectors.joining(
                        "", "", "UPDATE millrace.index_state SET edition = 0, passages = 0, tokens = 0")));
    }

    /** Where there is no PostgreSQL the test ends here. */
    static PgvectorSettings settings() {
        return PgvectorSettings.of(PgvectorUrl.of(PostgresServer.shared().url()));
    }

    private static PgvectorStore open() {
        return new PgvectorStore(settings(), Clock.systemUTC());
    }

    static void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(settings().url().jdbc());
    }

    @Override
    public PgvectorStore store() {
        return store;
    }

    @Override
    public void restart() {
        store.close();
        store = open();
    }

    @Override
    public void close() {
        store.close();
    }
}
