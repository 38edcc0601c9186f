package io.millrace.capture;

import io.millrace.testkit.MariadbServer;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("containers")
final class MariadbCaptureTest extends CaptureContract {

    private static @Nullable Shop shop;
    private static @Nullable Stock stock;

    @BeforeAll
    static void open(@TempDir Path folder) throws Exception {
        String server = MariadbServer.shared().url();
        Shop.run(
                server + "?user=root",
                "CREATE DATABASE shop",
                "CREATE USER millrace",
                "GRANT SELECT ON shop.* TO millrace",
                "GRANT REPLICATION SLAVE ON *.* TO millrace",
                "GRANT BINLOG MONITOR ON *.* TO millrace");
        String url = server + "shop?user=root";
        stock = SqlStock.make(url);
        shop = new Shop(Database.Engine.MARIADB, "shop-maria", url, "millrace", folder);
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
        MariadbServer.shared().crash();
    }

    /** The position is with us alone. */
    @Override
    void settle() {
        awaiting().until(() -> shop().capture().status().lagSeconds() == 0);
    }

    /** The numbers of files begin anew, and so do those of transactions. */
    @Override
    void loseLog() throws Exception {
        shop().sql("RESET MASTER");
        order(82);
    }
}
