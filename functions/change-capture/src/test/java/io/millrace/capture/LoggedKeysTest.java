package io.millrace.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.contracts.EventType;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.source.jdbc.JdbcReaders;
import io.millrace.source.jdbc.JdbcSettings;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceMapping;
import io.millrace.testkit.MariadbServer;
import io.millrace.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A key is spelt alike by a database's log and by its SELECTs, or a changed row would be taken for one that never was: all types that are in one key, and a table for each
 * that is not. */
@Tag("containers")
final class LoggedKeysTest {

    @TempDir
    private Path folder;

    @Test
    void postgresqlsLogAndItsRowsHaveTheSameKeys() throws Exception {
        String server = PostgresServer.shared().url();
        try (var connection = DriverManager.getConnection(server);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE typed");
        }
        String url = server.replace("/postgres?", "/typed?");
        List<Typed> types = List.of(
                new Typed("bigint", "-7"),
                new Typed("numeric(10,2)", "'1.50'"),
                new Typed("text", "'a b '"),
                new Typed("char(5)", "'ab'"),
                new Typed("uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"),
                new Typed("boolean", "true"),
                new Typed("date", "'2024-02-29'"),
                new Typed("timestamp", "'2024-02-29 12:00:00.12345'"),
                new Typed("timestamp(3)", "'2024-02-29 12:00:00.12'"),
                new Typed("timestamptz", "'2024-02-29 12:00:00.12345+00'"),
                new Typed("timestamptz", "'2024-02-29 12:00:00.5+00'"),
                new Typed("timestamptz", "'2024-02-29 12:00:00+02'"),
                Typed.other("timestamptz", "'10000-01-01'"),
                Typed.other("double precision", "0.1"),
                Typed.other("date", "'0044-03-15 BC'"),
                new Typed("time", "'12:00:00.12345'"),
                new Typed("time(3)", "'12:00:00.1'"),
                Typed.other("inet", "'10.0.0.1'"),
                Typed.other("timetz", "'12:00:00.5+02'"),
                Typed.other("interval", "'1 day 2 hours'"),
                new Typed("jsonb", "'{\"a\": 1}'"),
                Typed.other("money", "'1.50'"));
        create(url, types);
        Shop.run(url, "CREATE PUBLICATION millrace FOR ALL TABLES");

        assertKeys("postgresql", Database.Engine.POSTGRESQL, url, "postgres", types);
    }

    @Test
    void mariadbsLogAndItsRowsHaveTheSameKeys() throws Exception {
        String server = MariadbServer.shared().url();
        Shop.run(server + "?user=root", "CREATE DATABASE typed");
        String url = server + "typed?user=root";
        List<Typed> types = List.of(
                new Typed("bigint unsigned", "18446744073709551615"),
                new Typed("decimal(20,2)", "1.50"),
                new Typed("varchar(10)", "'a b'"),
                new Typed("char(5)", "'ab'"),
                new Typed("tinyint(1)", "1"),
                new Typed("date", "'2024-02-29'"),
                new Typed("datetime", "'2024-02-29 12:00:00'"),
                new Typed("datetime(3)", "'2024-02-29 12:00:00.12'"),
                new Typed("datetime(6)", "'2024-02-29 12:00:00.12345'"),
                new Typed("datetime(6)", "'2024-02-29 12:00:00'"),
                new Typed("timestamp(3)", "'2024-02-29 12:00:00.12'"),
                new Typed("timestamp(6)", "'2024-02-29 12:00:00.12345'"),
                Typed.other("time", "'100:00:00'"),
                new Typed("year", "2024"),
                new Typed("enum('low', 'high')", "'high'"),
                new Typed("uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"),
                Typed.other("double", "0.1"),
                Typed.other("bit(8)", "b'101'"));
        create(url, types);

        assertKeys("mariadb", Database.Engine.MARIADB, url, "root", types);
    }

    /**
     * A type, and a value of it.
     *
     * @param value as SQL
     * @param told whether log and rows have it alike; where not, the table is compared with the ledger
     */
    private record Typed(String type, String value, boolean told) {

        Typed(String type, String value) {
            this(type, value, true);
        }

        static Typed other(String type, String value) {
            return new Typed(type, value, false);
        }
    }

    private static List<Typed> told(List<Typed> types) {
        return types.stream().filter(Typed::told).toList();
    }

    private static List<Typed> others(List<Typed> types) {
        return types.stream().filter(type -> !type.told()).toList();
    }

    private static String list(List<Typed> types, IntFunction<String> each) {
        return IntStream.range(0, types.size()).mapToObj(each).collect(Collectors.joining(", "));
    }

    private static void create(String url, List<Typed> types) throws Exception {
        List<Typed> told = told(types);
        Shop.run(
                url,
                "CREATE TABLE told ("
                        + list(told, i -> "c" + i + " " + told.get(i).type()) + ", PRIMARY KEY ("
                        + list(told, i -> "c" + i) + "))");
        List<Typed> others = others(types);
        for (int i = 0; i < others.size(); i++) {
            Shop.run(url, "CREATE TABLE k" + i + " (k " + others.get(i).type() + " PRIMARY KEY)");
        }
    }

    private void assertKeys(String engine, Database.Engine kind, String url, String user, List<Typed> types)
            throws Exception {
        StringBuilder yaml = new StringBuilder("{name: typed, engine: " + engine + ", url: '"
                + url.replaceFirst("\\?.*", "") + "', user: " + user + ", documents: [");
        yaml.append("{table: told, key: [")
                .append(list(told(types), i -> "c" + i))
                .append("], title: told, columns: [c0], access: [public]},");
        for (int i = 0; i < others(types).size(); i++) {
            yaml.append("{table: k").append(i).append(", key: [k], title: '{{k}}', columns: [k], access: [public]},");
        }
        SourceMapping mapping = MappingReader.read("typed.yaml", yaml + "]}");
        try (MappedRowSource rows = new MappedRowSource(
                        mapping, new JdbcReaders(JdbcSettings.USUAL).open(mapping, RowLimits.USUAL), RowLimits.USUAL);
                RecordingBroker broker = new RecordingBroker();
                LuceneStore store = LuceneStore.open(folder, LuceneSettings.defaults());
                SourceCapture capture = new SourceCapture(
                        CapturedSource.of(rows, Database.of(kind, url, user, () -> "", Map.of(), Map.of())),
                        new SourceCapture.Surroundings(
                                store.positions(), store, store, broker.sink(), new Shop.Quick()))) {
            capture.start();
            CaptureContract.awaiting()
                    .until(() -> broker.count(
                                    EventType.REINDEX_REQUESTED, rows.root().uri())
                            >= 1);
            Shop.run(
                    url,
                    "INSERT INTO told VALUES ("
                            + list(told(types), i -> told(types).get(i).value()) + ")");
            List<String> expected = new ArrayList<>(rows.list("row://typed/told/", null, 2).stream()
                    .map(Entry::uri)
                    .toList());
            assertThat(expected).hasSize(1);
            for (int i = 0; i < others(types).size(); i++) {
                Shop.run(
                        url,
                        "INSERT INTO k" + i + " VALUES (" + others(types).get(i).value() + ")");
                expected.add("row://typed/k" + i + "/");
            }
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(announced(broker)).containsAll(expected));
        }
    }

    private static List<String> announced(RecordingBroker broker) {
        return broker.accepted().stream().map(RecordingBroker.Accepted::about).toList();
    }
}
