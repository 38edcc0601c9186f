package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.core.access.ApiKey;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentKey;
import io.millrace.source.folder.KeyFile;
import io.millrace.testkit.PostgresServer;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each row has an owner, who alone may see it. While rows get other owners, everybody asks for them without pause: no reply shows a row to somebody who was not its owner any more, and its change
 * published, when they asked. By default 12 users, 48 rows and 12 moves; with {@code -Dmillrace.full=true} 500 users, 10,000 rows and 500 moves.
 */
class RowAccessIT {

    private static final int USERS = TestSize.of(12, 500);
    private static final int ROWS = TestSize.of(48, 10_000);
    private static final int MOVES = TestSize.of(12, 500);
    private static final int LEAST_REPLIES = TestSize.of(100, 5_000);
    private static final int ASKERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(TestSize.of(2, 60));
    private static final String SLOT = "millrace_desk";

    /** Who may see a row by the latest change that is published, and by one that is not yet; both see it, or do not, meanwhile. */
    private record Owners(int now, int next) {

        boolean admit(int user) {
            return user == now || user == next;
        }
    }

    @TempDir
    private Path temporary;

    private final AtomicReferenceArray<Owners> owners = new AtomicReferenceArray<>(ROWS);
    private final List<Asker> askers = new ArrayList<>();

    @Test
    void aRowWithAnotherOwnerIsSeenByTheFormerNoMore() throws Exception {
        String database = PostgresServer.shared().url();
        Path data = Files.createDirectories(temporary.toRealPath().resolve("data"));
        create(database);
        Files.writeString(Files.createDirectories(data.resolve("databases")).resolve("desk.yaml"), """
                name: desk
                engine: postgresql
                url: %s
                user: postgres
                documents:
                  - table: desk.notes
                    key: [id]
                    title: "Note {{id}}"
                    body: "The heron's note {{id}} lies on the desk of its owner."
                    access: {columns: {owner: user}}
                """.formatted(
                        database.substring(0, database.indexOf('?'))));
        try (RunningStack stack = RunningStack.start(data)) {
            makeKeys(stack, data);
            RunningStack.await(PATIENCE, () -> stack.status().path("documents").asInt() == ROWS);

            AtomicBoolean over = new AtomicBoolean();
            int replies = 0;
            try (ExecutorService threads = Executors.newFixedThreadPool(ASKERS)) {
                List<Future<Integer>> asking = new ArrayList<>();
                for (int i = 0; i < ASKERS; i++) {
                    Random random = new Random(i);
                    Callable<Integer> loop = () -> ask(random, over);
                    asking.add(threads.submit(loop));
                }
                try {
                    move(database);
                } finally {
                    over.set(true);
                }
                for (Future<Integer> each : asking) {
                    replies += each.get();
                }
            }

            assertThat(replies).isGreaterThanOrEqualTo(LEAST_REPLIES);
            assertThat(stack.deadLetters()).isEmpty();
        } finally {
            run(
                    database,
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active AND slot_name = '"
                            + SLOT + "'");
        }
    }

    private void create(String database) throws SQLException {
        List<String> statements = new ArrayList<>(List.of(
                "DROP SCHEMA IF EXISTS desk CASCADE",
                "CREATE SCHEMA desk",
                "CREATE TABLE desk.notes (id int PRIMARY KEY, owner text NOT NULL)",
                "DROP PUBLICATION IF EXISTS millrace",
                "CREATE PUBLICATION millrace FOR TABLES IN SCHEMA desk"));
        for (int row = 0; row < ROWS; row++) {
            owners.set(row, new Owners(row % USERS, row % USERS));
            statements.add("INSERT INTO desk.notes VALUES (" + row + ", 'u" + row % USERS + "')");
        }
        run(database, statements.toArray(String[]::new));
    }

    private void makeKeys(RunningStack stack, Path data) throws IOException {
        KeyFile keys = new KeyFile(data.resolve("keys.json"));
        for (int user = 0; user < USERS; user++) {
            ApiKey.Created created = ApiKey.create(
                    DocumentKey.DEFAULT_TENANT,
                    Set.of("user:u" + user),
                    Role.READER,
                    0,
                    Instant.now(),
                    new SecureRandom());
            keys.add(created.key());
            askers.add(new Asker(stack, created.presented()));
        }
    }

    /** Gives rows other owners, one after the other, and waits for each until the new one sees it. */
    private void move(String database) throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < MOVES; i++) {
            int row = random.nextInt(ROWS);
            int before = owners.get(row).now();
            int after = (before + 1 + random.nextInt(USERS - 1)) % USERS;
            owners.set(row, new Owners(before, after));
            run(database, "UPDATE desk.notes SET owner = 'u" + after + "' WHERE id = " + row);
            RunningStack.await(PATIENCE, () -> seen(after).contains(row));
            owners.set(row, new Owners(after, after));
        }
    }

    /** How many replies it got, none of which showed what it must not. */
    private int ask(Random random, AtomicBoolean over) {
        int replies = 0;
        while (!over.get()) {
            int user = random.nextInt(USERS);
            List<Owners> before = new ArrayList<>(ROWS);
            for (int row = 0; row < ROWS; row++) {
                before.add(owners.get(row));
            }
            for (int row : seen(user)) {
                // A change that began after the question may be published before its answer.
                assertThat(before.get(row).admit(user) || owners.get(row).admit(user))
                        .as("note %d, shown to u%d", row, user)
                        .isTrue();
            }
            replies++;
        }
        return replies;
    }

    private List<Integer> seen(int user) {
        var reply = askers.get(user).search("heron's note on the desk");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        List<Integer> rows = new ArrayList<>();
        for (JsonNode passage : askers.get(user).stack().json(reply).path("passages")) {
            String uri = passage.path("uri").asText();
            rows.add(Integer.parseInt(uri.substring(uri.lastIndexOf('/') + 1)));
        }
        return rows;
    }

    private static void run(String url, String... statements) throws SQLException {
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
