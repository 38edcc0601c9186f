package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.row.RowUri;
import io.millrace.source.jdbc.JdbcReaders;
import io.millrace.source.jdbc.JdbcSettings;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceMapping;
import io.millrace.testkit.PostgresServer;
import io.millrace.testkit.TestSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows of three tables change, alone and in transactions, while the process of connector, broker and functions is killed, connections to the database break, and the database's server
 * dies, a third of it while the first snapshot is taken: the index ends as the database's rows are. By default 40 rows, 60 changes and 3 disturbances; with {@code -Dmillrace.full=true} 20,000 rows, 5,000 changes and 30.
 */
class RowsIT {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int ROWS = TestSize.of(40, 20_000);
    private static final int CHANGES = TestSize.of(60, 5_000);
    private static final int DISTURBANCES = TestSize.of(3, 30);
    private static final Duration PATIENCE = Duration.ofMinutes(TestSize.of(3, 120));
    private static final int PAGE = 500;

    /** A variable that a command has, and the Millrace that runs has not. */
    private static final String ELSEWHERE = "MILLRACE_TEST_PASSWORD";

    @TempDir
    private Path temporary;

    @Test
    void theIndexEndsAsTheRowsAreWhateverIsKilledMeanwhile() throws Exception {
        System.out.println("RowsIT with -Dmillrace.seed=" + SEED + " " + TestSize.text());
        PostgresServer postgres = PostgresServer.shared();
        RowShop shop = new RowShop(postgres.url(), SEED);
        shop.create(ROWS);
        Path data = temporary.toRealPath().resolve("data");
        shop.map(data);
        Random random = new Random(SEED);
        try (RunningStack stack = RunningStack.start(data)) {
            SourceMapping mapping = MappingReader.read("shop.yaml", shop.mapping());
            int every = CHANGES / DISTURBANCES;
            for (int disturbance = 0; disturbance < DISTURBANCES; disturbance++) {
                if (disturbance == DISTURBANCES / 3) {
                    // What came before happened during the first snapshot; of what comes now the log alone tells.
                    awaitEqual(stack, mapping);
                }
                int at = random.nextInt(every);
                for (int change = 0; change < every; change++) {
                    shop.change();
                    if (change == at) {
                        disturb(stack, postgres, shop, disturbance % 3);
                    }
                }
            }
            awaitEqual(stack, mapping);

            assertThat(stack.deadLetters()).isEmpty();
            RunningStack.await(() ->
                    stack.status().path("capture").path(0).path("lagSeconds").asInt(1) == 0);
        } finally {
            shop.dropSlots();
        }
    }

    @Test
    void theCommandLineChecksAddsAndRemovesADatabase() throws Exception {
        RowShop shop = new RowShop(PostgresServer.shared().url(), SEED);
        shop.create(12);
        Path data = temporary.toRealPath().resolve("data");
        Path file = Files.writeString(temporary.resolve("shop.yaml"), shop.mapping());
        Path wrong = Files.writeString(
                temporary.resolve("wrong.yaml"), shop.mapping().replace("table: shop.products", "table: shop.goods"));
        try (RunningStack stack = RunningStack.start(data)) {
            JsonNode table = CommandLine.said(data, "sources", "check", file.toString())
                    .path("tables")
                    .path(0);
            assertThat(table.path("documents")).hasSize(10);
            assertThat(table.path("documents").path(0).path("text").asText()).contains("costs");
            assertThat(documents(stack)).isEmpty();

            assertThat(refused(data, "sources", "add", wrong.toString()))
                    .contains("shop.goods")
                    .contains("nothing was added");
            assertThat(data.resolve("databases/shop.yaml")).doesNotExist();

            Path barred = Files.writeString(
                    temporary.resolve("barred.yaml"),
                    shop.mapping().replace("user: postgres", "user: postgres\npassword: {env: " + ELSEWHERE + "}"));
            try (CommandLine add =
                    CommandLine.start(data, Map.of(ELSEWHERE, "here"), "sources", "add", barred.toString())) {
                assertThat(add.code()).as(add.errors()).isEqualTo(1);
                assertThat(add.errors())
                        .contains(
                                "Millrace could not read all of shop",
                                ELSEWHERE + " is not set",
                                "the mapping is kept in ");
            }

            assertThat(CommandLine.said(data, "sources", "add", file.toString())
                            .path("done")
                            .asBoolean())
                    .isTrue();
            assertThat(documents(stack)).hasSize(12);
            RunningStack.await(() -> stack.status()
                    .path("capture")
                    .path(0)
                    .path("state")
                    .asText()
                    .equals("capturing"));
            assertThat(stack.get("/metrics").body()).contains("millrace_capture_connected{source=\"shop\"} 1.0\n");
            assertThat(CommandLine.said(data, "sources", "show", RowShop.NAME)
                            .path("capture")
                            .path("source")
                            .asText())
                    .isEqualTo(RowShop.NAME);

            try (CommandLine remove = CommandLine.start(data, "sources", "remove", RowShop.NAME)) {
                assertThat(remove.code()).as(remove.errors()).isZero();
                assertThat(remove.lines().getLast().path("documents").asInt()).isEqualTo(12);
                assertThat(remove.errors()).contains("SELECT pg_drop_replication_slot('millrace_shop')");
            }
            assertThat(data.resolve("databases/shop.yaml")).doesNotExist();
            assertThat(documents(stack)).isEmpty();
            assertThat(refused(data, "sources", "remove", RowShop.NAME)).contains("there is no database shop");
        } finally {
            shop.dropSlots();
        }
    }

    /** What a command that fails writes for people. */
    private static String refused(Path data, String... arguments) throws Exception {
        try (CommandLine command = CommandLine.start(data, arguments)) {
            assertThat(command.code()).as(command.errors()).isEqualTo(1);
            return command.errors();
        }
    }

    private static void disturb(RunningStack stack, PostgresServer postgres, RowShop shop, int kind) throws Exception {
        switch (kind) {
            case 0 -> {
                stack.killFunctions();
                // Rows go on changing before it is ready.
                stack.startFunctions();
            }
            case 1 -> shop.breakConnections();
            default -> {
                postgres.crash();
                RunningStack.await(() -> accepts(shop));
            }
        }
    }

    private static boolean accepts(RowShop shop) {
        try {
            shop.change();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** The mark of a row's document is a hash of title, text, metadata and access list. */
    private static void awaitEqual(RunningStack stack, SourceMapping mapping) throws Exception {
        Map<String, String> rows = new TreeMap<>();
        try (MappedRowSource source = new MappedRowSource(
                mapping, new JdbcReaders(JdbcSettings.USUAL).open(mapping, RowLimits.USUAL), RowLimits.USUAL)) {
            String after = null;
            List<Entry> page;
            do {
                page = source.list(RowUri.rootOf(RowShop.NAME), after, PAGE);
                page.forEach(entry -> rows.put(entry.uri(), entry.etag()));
                after = page.isEmpty() ? null : page.getLast().uri();
            } while (page.size() == PAGE);
        }
        stack.awaitReady();
        try {
            RunningStack.await(PATIENCE, () -> documents(stack).equals(rows));
        } catch (AssertionError e) {
            assertThat(documents(stack)).as(stack.status().toPrettyString()).isEqualTo(rows);
        }
    }

    private static Map<String, String> documents(RunningStack stack) {
        Map<String, String> documents = new TreeMap<>();
        String after = "";
        do {
            JsonNode page =
                    stack.json(stack.get("/v1/documents?limit=1000" + (after.isEmpty() ? "" : "&after=" + after)));
            for (JsonNode document : page.path("documents")) {
                // What is under way is neither as it was nor as it will be.
                String mark = document.path("changing").asBoolean()
                        ? "changing"
                        : document.path("etag").asText();
                documents.put(document.path("uri").asText(), mark);
            }
            after = page.path("next").asText("");
        } while (!after.isEmpty());
        return documents;
    }
}
