package io.millrace.capture;

import static io.millrace.contracts.EventType.DOCUMENT_CHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.capture.CaptureStatus.State;
import io.millrace.testkit.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cell that is larger than what memory holds, changed under REPLICA IDENTITY FULL, so that the log has it twice; in a process of its own, whose heap is small. */
@Tag("containers")
final class LargeCellTest {

    private static final String HEAP = "-Xmx160m";

    @Test
    void aChangeThatMemoryDoesNotHoldIsPassedOverAndComparedAndTheLogGoesOn(@TempDir Path folder) throws Exception {
        String server = PostgresServer.shared().url();
        try (Connection connection = DriverManager.getConnection(server);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE large");
        }
        Path log = folder.resolve("log");
        Process reader = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        server.replace("/postgres?", "/large?"),
                        folder.resolve("store").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(reader.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(reader.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            reader.destroyForcibly();
        }
    }

    /** Ends with 0 if all is as it should be. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] args) throws Exception {
            Shop.run(
                    args[0],
                    "CREATE TABLE customers (id int PRIMARY KEY, name text)",
                    "CREATE TABLE orders (id int PRIMARY KEY, customer_id int, title text)",
                    "CREATE TABLE parts (id int PRIMARY KEY, order_id int, part text)",
                    "CREATE TABLE notes (id int PRIMARY KEY, order_id int, words text)",
                    "ALTER TABLE parts REPLICA IDENTITY FULL",
                    "INSERT INTO parts VALUES (1, 1, (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 1600000) i))",
                    "CREATE PUBLICATION millrace FOR TABLE customers, orders, parts, notes");
            try (Shop shop = new Shop(
                    Database.Engine.POSTGRESQL,
                    "large",
                    args[0],
                    "postgres",
                    Files.createDirectories(Path.of(args[1])))) {
                CaptureContract.awaiting().until(() -> shop.capture().status().state() == State.CAPTURING);
                CaptureContract.awaiting().until(() -> {
                    shop.compared();
                    return shop.capture().status().owed().isEmpty();
                });

                shop.sql("UPDATE parts SET part = part || 'x'");
                CaptureContract.awaiting()
                        .until(() -> shop.capture().status().owed().values().stream()
                                .anyMatch(reason -> reason.contains("too large for this process")));
                CaptureContract.awaiting().until(() -> shop.capture().status().state() == State.CAPTURING);
                shop.sql("INSERT INTO orders VALUES (2, 0, 'two')");
                CaptureContract.awaiting().until(() -> shop.broker.count(DOCUMENT_CHANGED, shop.uri(2)) == 1);
            }
            System.exit(0);
        }
    }
}
