package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.row.RowUri;
import io.millrace.local.RunningStack.Variant;
import io.millrace.testkit.PostgresServer;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A table's first snapshot takes no more memory the longer it goes on, and goes on where it was after a kill. Vectors are {@link RecordedVectors}. By default 600 rows and a kill;
 * with {@code -Dmillrace.full=true} 1,000,000 and three.
 *
 * <p>Memory is what the process holds for itself: pages of the index's files, which are mapped, are the system's to take back.
 */
class ManyRowsIT {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int ROWS = TestSize.of(600, 1_000_000);
    private static final int KILLS = TestSize.isFull() ? 3 : 1;
    private static final int MOST_GROWTH_MEGABYTES = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(TestSize.of(3, 600));
    /** A status reads the states of a thousand documents. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(TestSize.isFull() ? 1000 : 50);

    /** The heap as the launcher has it, and pages of which the ordinary size makes several, so that a kill cuts the run off. */
    private static final List<String> OPTIONS = List.of(
            "-Xms64m",
            "-Xmn48m",
            "-XX:SurvivorRatio=4",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:MinHeapFreeRatio=10",
            "-Dmillrace.reindexing.page-changes=" + (TestSize.isFull() ? 1000 : 100));

    @TempDir
    private Path temporary;

    @Test
    void aSnapshotIsBoundedInMemoryAndGoesOnAfterAKill() throws Exception {
        System.out.println("ManyRowsIT with -Dmillrace.seed=" + SEED + " " + TestSize.text());
        String database = PostgresServer.shared().url();
        create(database);
        Path data = Files.createDirectories(temporary.toRealPath().resolve("data"));
        Files.writeString(Files.createDirectories(data.resolve("databases")).resolve("stock.yaml"), """
                name: stock
                engine: postgresql
                url: %s
                user: postgres
                documents:
                  - table: stock.items
                    key: [id]
                    title: "Item {{id}}"
                    body: "Shelf {{shelf}} holds {{amount}} pieces of item {{id}}."
                    metadata: {amount: number}
                    access: [public]
                """.formatted(
                        database.substring(0, database.indexOf('?'))));
        List<String> texts =
                new Random(SEED).ints(64).mapToObj(number -> "Shelf " + number).toList();
        try (RecordedVectors models =
                        RecordedVectors.of(texts, ModelServerProcess.shared().uri());
                RunningStack stack = RunningStack.start(data, new Variant(false, null, models.uri(), OPTIONS))) {
            for (int part = 1; part <= KILLS; part++) {
                await(stack, ROWS * part / (KILLS + 1));
                String run = run(stack).path("run").asText();
                assertThat(run(stack).path("done").asBoolean()).isFalse();
                assertThat(stack.status()
                                .path("capture")
                                .path(0)
                                .path("owed")
                                .path(RowUri.rootOf("stock"))
                                .asText())
                        .isNotEmpty();

                stack.killFunctions();
                stack.startFunctions();
                stack.awaitReady();

                assertThat(run(stack).path("run").asText()).isEqualTo(run);
            }
            await(stack, ROWS);

            RunningStack.await(
                    PATIENCE, LOOK_EVERY, () -> run(stack).path("done").asBoolean());
            // A page that a kill cut off finds some of its documents indexed when it is done again.
            assertThat(run(stack).path("changed").asInt()
                            + run(stack).path("unchanged").asInt())
                    .isEqualTo(ROWS);
            RunningStack.await(
                    () -> stack.status().path("capture").path(0).path("owed").isEmpty());
            assertThat(stack.status().path("documents").asInt()).isEqualTo(ROWS);
            assertThat(stack.deadLetters()).isEmpty();
        } finally {
            execute(
                    database,
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active AND slot_name = 'millrace_stock'");
        }
    }

    /** Until so many documents are indexed; from the first new ones on no more memory than may be. */
    private static void await(RunningStack stack, int documents) throws IOException {
        int before = stack.status().path("documents").asInt();
        RunningStack.await(PATIENCE, () -> stack.status().path("documents").asInt() > before);
        long first = heldMegabytes(stack);
        long[] most = {first};
        long start = System.nanoTime();
        Duration cpu = cpu(stack);
        RunningStack.await(PATIENCE, LOOK_EVERY, () -> {
            most[0] = Math.max(most[0], heldMegabytes(stack));
            return stack.status().path("documents").asInt() >= documents;
        });
        int came = stack.status().path("documents").asInt() - before;
        System.out.printf(
                "until %d documents: %d MB at first, %d at most; %.0f a second, each %.2f ms of processor time, load %.1f%n",
                documents,
                first,
                most[0],
                came * 1e9 / (System.nanoTime() - start),
                cpu(stack).minus(cpu).toNanos() / 1e6 / came,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        assertThat(most[0] - first).as("MB").isLessThanOrEqualTo(MOST_GROWTH_MEGABYTES);
    }

    private static long heldMegabytes(RunningStack stack) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid(stack)), "status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static Duration cpu(RunningStack stack) {
        return ProcessHandle.of(pid(stack))
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private static long pid(RunningStack stack) {
        for (JsonNode process : stack.status().path("processes")) {
            if (process.path("name").asText().equals("functions")) {
                return process.path("pid").asLong();
            }
        }
        throw new AssertionError("the functions have no process");
    }

    private static JsonNode run(RunningStack stack) {
        return stack.json(
                stack.get("/v1/reindex?scope=" + URLEncoder.encode(RowUri.rootOf("stock"), StandardCharsets.UTF_8)));
    }

    private static void create(String database) throws SQLException {
        execute(
                database,
                "DROP SCHEMA IF EXISTS stock CASCADE",
                "CREATE SCHEMA stock",
                "CREATE TABLE stock.items (id int PRIMARY KEY, shelf text NOT NULL, amount int NOT NULL)",
                "INSERT INTO stock.items SELECT id, 'S' || id % 977, id % 89 FROM generate_series(1, " + ROWS + ") id",
                "DROP PUBLICATION IF EXISTS millrace",
                "CREATE PUBLICATION millrace FOR TABLES IN SCHEMA stock");
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String each : statements) {
                statement.execute(each);
            }
            connection.commit();
        }
    }
}
