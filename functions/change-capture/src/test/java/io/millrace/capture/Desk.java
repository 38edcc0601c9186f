package io.millrace.capture;

import io.millrace.core.row.RowUri;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.source.jdbc.JdbcReaders;
import io.millrace.source.jdbc.JdbcSettings;
import io.millrace.source.mongodb.MongoSettings;
import io.millrace.source.row.DatabaseSources;
import io.millrace.source.row.RowLimits;
import io.millrace.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A real mapping of two tables of a database of their own, read as a user who has to be granted them, and the capture of its log. */
final class Desk implements AutoCloseable {

    final RecordingBroker broker = new RecordingBroker();
    final LuceneStore store;
    private final String url;
    private final Path mapping;
    private final DatabaseSources sources;
    private SourceCapture capture;

    Desk(Path folder) throws Exception {
        String server = PostgresServer.shared().url();
        Shop.run(
                server,
                "DO $$ BEGIN CREATE ROLE clerk LOGIN REPLICATION; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        try (Connection connection = DriverManager.getConnection(server);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE desk");
        }
        this.url = server.replaceFirst("/[^/?]*(\\?|$)", "/desk$1");
        sql(
                "CREATE TABLE bills (id int PRIMARY KEY, words text)",
                "CREATE TABLE notes (id int PRIMARY KEY, words text)",
                "GRANT SELECT ON bills, notes TO clerk",
                "CREATE PUBLICATION millrace FOR TABLE bills, notes");
        this.store = LuceneStore.open(Files.createDirectory(folder.resolve("store")), LuceneSettings.defaults());
        this.mapping = Files.createDirectory(folder.resolve("mappings")).resolve("desk.yaml");
        this.sources =
                new DatabaseSources(mapping.getParent(), List.of(new JdbcReaders(JdbcSettings.USUAL)), RowLimits.USUAL);
        write("public");
        this.capture = started();
    }

    /** @param access who may see the bills */
    void write(String access) throws IOException {
        Files.writeString(mapping, """
                name: desk
                engine: postgresql
                url: %s
                user: clerk
                documents:
                  - {table: bills, key: [id], title: "{{words}}", columns: [words], access: [%s]}
                  - {table: notes, key: [id], title: "{{words}}", columns: [words], access: [public]}
                """.formatted(url.replaceFirst("\\?.*", ""), access));
    }

    private SourceCapture started() throws IOException {
        var rows = sources.find("desk")
                .orElseThrow(() -> new IllegalStateException(sources.problems().toString()));
        SourceCapture started = new SourceCapture(
                CapturedSource.of(
                        rows,
                        MappedDatabase.of(rows.mapping(), MongoSettings.USUAL).orElseThrow()),
                new SourceCapture.Surroundings(store.positions(), store, store, broker.sink(), new Shop.Quick()));
        started.start();
        return started;
    }

    void restart() throws IOException {
        capture.close();
        capture = started();
    }

    void compared() {
        Shop.compared(store, "row://desk/");
    }

    SourceCapture capture() {
        return capture;
    }

    static String uri(String table, String... key) {
        return new RowUri("desk", table, List.of(key)).toString();
    }

    void sql(String... statements) throws SQLException {
        Shop.run(url, statements);
    }

    @Override
    public void close() throws SQLException {
        capture.close();
        sources.close();
        store.close();
        broker.close();
        sql("SELECT pg_drop_replication_slot('millrace_desk')");
        try (Connection connection =
                        DriverManager.getConnection(PostgresServer.shared().url());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE desk WITH (FORCE)");
        }
    }
}
