package io.millrace.capture;

import io.millrace.testkit.MysqlServer;
import io.millrace.testkit.TestServers;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** MySQL itself: a connector of its own, rows by MariaDB's driver. */
@Tag("containers")
@EnabledIfSystemProperty(named = TestServers.CONTAINERS, matches = "true", disabledReason = MysqlServer.ABSENT)
final class MysqlCaptureTest extends CaptureContract {

    private static @Nullable Shop shop;
    private static @Nullable Stock stock;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        String server = MysqlServer.shared().url();
        Shop.run(
                server + "?user=root",
                "CREATE DATABASE shop",
                "CREATE USER millrace",
                "GRANT SELECT ON shop.* TO millrace",
                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO millrace");
        String url = server + "shop?user=root";
        stock = SqlStock.make(url);
        shop = new Shop(Database.Engine.MYSQL, "shop-mysql", url, "millrace", folder);
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
    void crash() {
        MysqlServer.shared().crash();
    }

    /** The position is with us alone. */
    @Override
    void settle() {
        awaiting().until(() -> shop().capture().status().lagSeconds() == 0);
    }

    /** The numbers of files begin anew. */
    @Override
    void loseLog() throws Exception {
        shop().sql("RESET BINARY LOGS AND GTIDS");
        order(82);
    }
}
