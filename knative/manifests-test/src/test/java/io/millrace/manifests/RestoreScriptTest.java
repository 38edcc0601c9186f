package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts of backup and restore as the cluster runs them, on a real PostgreSQL with pgvector. */
final class RestoreScriptTest {

    private static final Path SCRIPTS = Repository.knative().resolve("platform/postgresql/backup");

    private static final String TABLES = """
            CREATE EXTENSION vector;
            CREATE SCHEMA millrace;
            CREATE TABLE millrace.passage (id int PRIMARY KEY, text text, vector halfvec(8));
            CREATE INDEX nearest ON millrace.passage USING hnsw (vector halfvec_cosine_ops);
            INSERT INTO millrace.passage
                SELECT id, 'passage ' || id, (SELECT array_agg(sin(id * i)) FROM generate_series(1, 8) i)::real[]::halfvec(8)
                FROM generate_series(1, 300) id;
            """;

    private static String server;

    @TempDir
    private Path backups;

    private String output = "";

    @BeforeAll
    static void start() {
        server = PostgresServer.shared().url();
    }

    @BeforeEach
    void fill() throws SQLException {
        execute(server, "CREATE DATABASE kept");
        execute(kept(), TABLES);
    }

    @AfterEach
    void drop() throws SQLException {
        for (String name : new String[] {"kept", "kept_restored", "kept_before_restore"}) {
            execute(server, "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }

    @Test
    void everyRowAndIndexComesBackAndWhatWasThereStaysAside() throws Exception {
        assertThat(backup()).isZero();
        execute(
                kept(),
                "DELETE FROM millrace.passage WHERE id > 10; INSERT INTO millrace.passage VALUES (1000, 'later', NULL)");

        assertThat(restore("latest")).as(output).isZero();

        assertThat(output).endsWith(".dump\n");
        assertThat(number(kept(), "SELECT count(*) FROM millrace.passage")).isEqualTo(300);
        assertThat(number(kept(), "SELECT count(*) FROM pg_indexes WHERE indexdef LIKE '%USING hnsw%'"))
                .isEqualTo(1);
        assertThat(
                        number(
                                kept(),
                                "SELECT id FROM millrace.passage ORDER BY vector <=> (SELECT vector FROM millrace.passage WHERE id = 7) LIMIT 1"))
                .isEqualTo(7);
        execute(server, "ALTER DATABASE kept_before_restore ALLOW_CONNECTIONS true");
        assertThat(number(kept().replace("/kept?", "/kept_before_restore?"), "SELECT count(*) FROM millrace.passage"))
                .isEqualTo(11);
    }

    @Test
    void aFunctionThatIsConnectedIsThrownOutAndFindsTheOldStateAgain() throws Exception {
        assertThat(backup()).isZero();
        try (Connection function = DriverManager.getConnection(kept());
                Statement statement = function.createStatement()) {
            statement.execute("DELETE FROM millrace.passage");

            assertThat(restore("latest")).as(output).isZero();

            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }
        assertThat(number(kept(), "SELECT count(*) FROM millrace.passage")).isEqualTo(300);
    }

    @Test
    void aSecondRestoreTakesThePlaceOfTheFirst() throws Exception {
        assertThat(backup()).isZero();
        String dump = dumps().findFirst().orElseThrow();
        assertThat(restore(dump)).isZero();
        execute(kept(), "DELETE FROM millrace.passage");

        assertThat(restore(dump)).as(output).isZero();

        assertThat(number(kept(), "SELECT count(*) FROM millrace.passage")).isEqualTo(300);
    }

    @Test
    void aDumpThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
        assertThat(backup()).isZero();

        assertThat(restore("millrace-20000101T000000Z.dump")).isEqualTo(2);

        assertThat(output)
                .contains("millrace-20000101T000000Z.dump", dumps().findFirst().orElseThrow());
        assertThat(restore("../" + dumps().findFirst().orElseThrow())).isEqualTo(2);
    }

    @Test
    void aBrokenDumpChangesNothing() throws Exception {
        assertThat(backup()).isZero();
        Path whole = backups.resolve(dumps().findFirst().orElseThrow());
        byte[] content = Files.readAllBytes(whole);
        Files.write(backups.resolve("millrace-99990101T000000Z.dump"), Arrays.copyOf(content, content.length / 2));

        assertThat(restore("latest")).isNotZero();

        assertThat(number(kept(), "SELECT count(*) FROM millrace.passage")).isEqualTo(300);
        assertThat(number(server, "SELECT count(*) FROM pg_database WHERE datname = 'kept_before_restore'"))
                .isZero();
    }

    private int backup() throws IOException, InterruptedException {
        return run("backup.sh", Map.of("KEEP_DAYS", "14"));
    }

    private int restore(String dump) throws IOException, InterruptedException {
        return run("restore.sh", Map.of("DUMP", dump));
    }

    private int run(String script, Map<String, String> environment) throws IOException, InterruptedException {
        Path said = Files.createTempFile(backups.getParent(), "said", ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                        "/bin/sh", SCRIPTS.resolve(script).toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        URI address = URI.create(server.substring("jdbc:".length()));
        builder.environment().put("PATH", PostgresServer.shared().programs() + ":" + System.getenv("PATH"));
        builder.environment()
                .putAll(Map.of(
                        "PGHOST", address.getHost(),
                        "PGPORT", Integer.toString(address.getPort()),
                        "PGUSER", "postgres",
                        "PGDATABASE", "kept",
                        "BACKUP_FOLDER", backups.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        output = Files.readString(said);
        Files.delete(said);
        return process.exitValue();
    }

    private Stream<String> dumps() throws IOException {
        try (Stream<Path> files = Files.list(backups)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static String kept() {
        return server.replace("/postgres?", "/kept?");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
