package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.jdbc.JdbcReaders;
import io.millrace.source.jdbc.JdbcSettings;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowDocument;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceCheck;
import io.millrace.testkit.MariadbServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The grants for MySQL, run on MariaDB, which has the same: the example is read as that user, who may read those tables, follow the log, and nothing else. */
final class MysqlGrantsTest {

    private static final Path COMPONENT = Repository.knative().resolve("components/rows-mysql");

    private static final List<String> TABLES = List.of(
            "CREATE DATABASE shop",
            "CREATE TABLE shop.brands (id int PRIMARY KEY, name varchar(100), country varchar(100))",
            "CREATE TABLE shop.products (id int PRIMARY KEY, name varchar(100), description text, price decimal(10, 2),"
                    + " purchase_price decimal(10, 2), released date, lang varchar(10), brand_id int, INDEX (brand_id))",
            "CREATE TABLE shop.reviews (id int PRIMARY KEY, product_id int, written_at datetime, stars int, text text, INDEX (product_id))",
            "INSERT INTO shop.brands VALUES (1, 'Mill & Sons', 'Norway')",
            "INSERT INTO shop.products VALUES (7, 'Hand mill', 'Grinds a kilogram an hour.', 49.90, 20, '2026-03-01', 'en', 1)",
            "INSERT INTO shop.reviews VALUES (1, 7, '2026-04-02 08:00:00', 5, 'Still sharp.')");

    @TempDir
    private Path folder;

    @Test
    void theUserReadsWhatTheExampleNamesAndTheLogAndNothingElse() throws SQLException, IOException, MappingException {
        String url = MariadbServer.shared().url();
        List<String> granted = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute(table);
            }
            for (String grant :
                    Files.readString(COMPONENT.resolve("grants.sql")).split(";\n", -1)) {
                if (!grant.isBlank()) {
                    statement.execute(grant);
                }
            }
            try (ResultSet grants = statement.executeQuery("SHOW GRANTS FOR 'millrace_reader'@'%'")) {
                while (grants.next()) {
                    granted.add(grants.getString(1).replaceFirst(" TO .*", ""));
                }
            }
        }

        // MariaDB's name for REPLICATION CLIENT
        assertThat(granted)
                .containsExactlyInAnyOrder(
                        "GRANT REPLICATION SLAVE, BINLOG MONITOR ON *.*",
                        "GRANT SELECT ON `shop`.`brands`",
                        "GRANT SELECT ON `shop`.`products`",
                        "GRANT SELECT ON `shop`.`reviews`");
        SourceCheck.Table table = check(url);
        assertThat(table.findings()).isEmpty();
        assertThat(table.documents())
                .singleElement()
                .isInstanceOfSatisfying(
                        RowDocument.Mapped.class,
                        document -> assertThat(document.body())
                                .contains("Brand: Mill & Sons, Norway", "Price: 49.90", "5 of 5 stars: Still sharp."));
    }

    /** Without TLS, which the test's server has not. */
    private SourceCheck.Table check(String url) throws IOException, MappingException {
        Path password = Files.writeString(folder.resolve("password"), "example-shop-mysql");
        String text = Files.readString(COMPONENT.resolve("shop-mysql.yaml"))
                .replaceFirst("jdbc:mysql://[^/]+/", url.replaceFirst("(//[^/]+/).*", "$1"))
                .replaceFirst("[{]env: .*?[}]", "{file: " + password + "}")
                .replaceFirst("tls: .*\n", "");
        return new SourceCheck(List.of(new JdbcReaders(JdbcSettings.USUAL)), RowLimits.USUAL)
                .check(MappingReader.read("shop-mysql.yaml", text))
                .getFirst();
    }
}
