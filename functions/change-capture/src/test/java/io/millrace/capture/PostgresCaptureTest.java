package io.millrace.capture;

import static io.millrace.contracts.EventType.DOCUMENT_CHANGED;
import static io.millrace.contracts.EventType.REINDEX_REQUESTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.capture.CaptureStatus.State;
import io.millrace.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("containers")
final class PostgresCaptureTest extends CaptureContract {

    private static final String SLOT = "millrace_shop_pg";

    private static @Nullable Shop shop;
    private static @Nullable Stock stock;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        String url = PostgresServer.shared().url();
        stock = SqlStock.make(url);
        Shop.run(
                url,
                "CREATE TABLE elsewhere (id int)",
                "ALTER TABLE parts REPLICA IDENTITY FULL",
                "CREATE ROLE millrace LOGIN REPLICATION",
                "GRANT SELECT ON customers, orders, parts, notes TO millrace",
                "CREATE PUBLICATION millrace FOR TABLE customers, orders, parts, notes");
        shop = new Shop(Database.Engine.POSTGRESQL, "shop-pg", url, "millrace", folder);
    }

    @AfterAll
    static void close() {
        if (shop != null) {
            shop.close();
        }
    }

    @Override
    Shop shop() {
        return Objects.requireNonNull(shop);
    }

    @Override
    Stock stock() {
        return Objects.requireNonNull(stock);
    }

    @Override
    void crash() throws Exception {
        PostgresServer.shared().crash();
    }

    @Override
    void loseLog() throws Exception {
        awaiting().until(() -> {
            shop().sql("SELECT pg_drop_replication_slot('" + SLOT + "')");
            return true;
        });
    }

    /** A row's own record has the position of the transaction before it: the slot passes it with the heartbeat after the next. */
    @Override
    void settle() {
        for (int i = 0; i < 2; i++) {
            Map<String, String> before = shop().positions();
            awaiting().until(() -> !shop().positions().equals(before));
        }
    }

    @Test
    void aSecondReaderWaitsForTheFirst() {
        try (SourceCapture second = shop().started()) {
            awaiting().until(() -> second.status().state() == State.WAITING);

            assertThat(second.status().error()).contains("slot millrace_shop_pg is active");
        }
    }

    @Test
    void thatThePlaceIsLostIsDurableBeforeThereIsAnother() throws Exception {
        String url = PostgresServer.shared().url();
        Database database = Database.of(Database.Engine.POSTGRESQL, url, "millrace", () -> "", Map.of(), Map.of());
        PostgresLog log = new PostgresLog("anew", database, "millrace");
        TableNames tables = new TableNames(log.namespace(), shop().rows.capturedColumns());
        String slots = "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'millrace_anew'";
        List<String> before = new ArrayList<>();
        try {
            TableState state = log.prepare(tables, true, Map.of(), () -> {
                try {
                    before.add(value(slots));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(before).containsExactly("0");
            assertThat(value(slots)).isEqualTo("1");
            assertThat(state.lost()).isPresent();
        } finally {
            shop().sql("SELECT pg_drop_replication_slot('millrace_anew')");
        }
    }

    /** However long it has waited, and would wait for anything else by now. */
    @Test
    void aSecondReaderTakesOverSoon() {
        try (SourceCapture second = shop().started(new Shop.Quick(500, Duration.ofMinutes(1)))) {
            await().pollDelay(Duration.ofSeconds(7)).until(() -> second.status().state() == State.WAITING);
            shop().stop();

            await().atMost(Duration.ofSeconds(5)).until(() -> second.status().state() == State.CAPTURING);
        } finally {
            shop().stop();
            shop().restart();
        }
    }

    @Test
    void aChangeOfWhichTheLogSaysTooLittleHoldsUpNoOther() throws Exception {
        order(90);
        shop().sql("INSERT INTO notes VALUES (900, 90, 'fragile')");
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(90)) >= 1);
        long asked = count(REINDEX_REQUESTED, orders());

        shop().sql("DELETE FROM notes WHERE id = 900");
        order(91);

        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(91)) == 1);
        awaiting().until(() -> count(REINDEX_REQUESTED, orders()) > asked);
        assertThat(shop().capture().status().skipped()).isPositive();
    }

    @Test
    void aRowIsLookedUpAMomentAfterTheLogTellsOfItAlsoWhereTheWindowIsFull(@TempDir Path folder) throws Exception {
        String url = PostgresServer.shared().url();
        ShopRows rows = new ShopRows("shop-full", url);
        Database database = Database.of(Database.Engine.POSTGRESQL, url, "millrace", () -> "", Map.of(), Map.of());
        try (Shop full = new Shop(rows, database, url, folder, new Shop.Quick(1))) {
            awaiting().until(() -> full.capture().status().state() == State.CAPTURING);
            order(96);
            order(97);
            awaiting().until(() -> full.broker.count(DOCUMENT_CHANGED, rows.uri(97)) == 1);

            assertThat(Duration.ofNanos(rows.shortest)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void changesDoNotWaitForATableThatIsLockedWhileSomethingIsOwed(@TempDir Path folder) throws Exception {
        String url = PostgresServer.shared().url();
        ShopRows rows = new ShopRows("shop-locked", url);
        CountDownLatch lock = new CountDownLatch(1);
        rows.locked = lock;
        Database database = Database.of(Database.Engine.POSTGRESQL, url, "millrace", () -> "", Map.of(), Map.of());
        try (Shop locked = new Shop(rows, database, url, folder, new Shop.Quick())) {
            try {
                assertThat(rows.listing.await(20, TimeUnit.SECONDS)).isTrue();
                order(99);

                awaiting().until(() -> locked.broker.count(DOCUMENT_CHANGED, rows.uri(99)) == 1);
            } finally {
                lock.countDown();
            }
        }
    }

    @Test
    void aCommitThatNobodySeesYetIsWaitedFor() throws Exception {
        order(98);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(98)) == 1);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            setting("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
            Future<?> committing;
            try {
                committing = threads.submit(() -> {
                    shop().sql("SET LOCAL synchronous_commit = on", "UPDATE orders SET title = 'hidden' WHERE id = 98");
                    return null;
                });
                awaiting()
                        .until(() -> shop().capture().status().state() == State.WAITING
                                && String.valueOf(shop().capture().status().error())
                                        .contains("synchronous_standby_names"));
                assertThat(committing).isNotDone();
                assertThat(value("SELECT title FROM orders WHERE id = 98")).isEqualTo("order 98");
                assertThat(count(DOCUMENT_CHANGED, uri(98))).isEqualTo(1);
            } finally {
                setting("ALTER SYSTEM RESET synchronous_standby_names");
            }
            committing.get(30, TimeUnit.SECONDS);
        }

        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(98)) == 2);
        awaiting().until(() -> shop().capture().status().state() == State.CAPTURING);
    }

    private static void setting(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(PostgresServer.shared().url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    @Test
    void anIdleSlotMovesOnWhileOthersWrite() throws Exception {
        order(95);
        awaiting().until(() -> count(DOCUMENT_CHANGED, uri(95)) == 1);
        shop().sql("INSERT INTO elsewhere SELECT generate_series(1, 1000)");
        String written = value("SELECT pg_current_wal_lsn()");

        awaiting()
                .until(() -> value("SELECT confirmed_flush_lsn >= '" + written
                                + "'::pg_lsn FROM pg_replication_slots WHERE slot_name = '" + SLOT + "'")
                        .equals("t"));
    }

    private static String value(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(PostgresServer.shared().url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
