package io.millrace.source.jdbc;

import io.millrace.source.row.Engine;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import io.millrace.testkit.MariadbServer;
import io.millrace.testkit.MysqlServer;
import io.millrace.testkit.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A server, the tables of the contract, and a user that may read all columns but {@code secret}. */
abstract class TestedDatabase {

    static final String PASSWORD = "pa ss'word";

    /** MySQL's too. */
    private static final String[] SHOP_OF_MARIADB = {
        "DROP DATABASE IF EXISTS shop",
        "CREATE DATABASE shop CHARACTER SET utf8mb4",
        "CREATE TABLE shop.brands (id int PRIMARY KEY, name text)",
        "CREATE TABLE shop.products (id int PRIMARY KEY, name longtext, price decimal(12,2), released date, brand_id int, owner text, team text, secret text)",
        "CREATE TABLE shop.reviews (id int PRIMARY KEY, product_id int, rating int, remark longtext, KEY (product_id))",
        "CREATE TABLE shop.places (region varchar(100), code varchar(100), name text, PRIMARY KEY (region, code))",
        "GRANT SELECT ON shop.brands TO millrace@'%'",
        "GRANT SELECT ON shop.reviews TO millrace@'%'",
        "GRANT SELECT ON shop.places TO millrace@'%'",
        "GRANT SELECT (id, name, price, released, brand_id, owner, team) ON shop.products TO millrace@'%'"
    };

    final Engine engine;
    final String admin;
    final String url;
    private final Path passwordFile;

    private TestedDatabase(Engine engine, String admin, String url) {
        this.engine = engine;
        this.admin = admin;
        this.url = url;
        try {
            this.passwordFile = Files.createTempFile("millrace-password", null);
            passwordFile.toFile().deleteOnExit();
            Files.writeString(passwordFile, PASSWORD + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestedDatabase postgres() {
        String admin = PostgresServer.shared().url();
        return new TestedDatabase(Engine.POSTGRESQL, admin, admin.replaceFirst("\\?.*", "")) {

            @Override
            void create() throws SQLException {
                run(
                        "DROP SCHEMA IF EXISTS shop CASCADE",
                        "DROP PUBLICATION IF EXISTS millrace",
                        "DO $$ BEGIN CREATE ROLE millrace LOGIN PASSWORD 'pa ss''word'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                        "CREATE SCHEMA shop",
                        "GRANT USAGE ON SCHEMA shop TO millrace",
                        "CREATE TABLE shop.brands (id integer PRIMARY KEY, name text)",
                        "CREATE TABLE shop.products (id integer PRIMARY KEY, name text, price numeric(12,2), released date, brand_id integer, owner text, team text, secret text)",
                        "CREATE TABLE shop.reviews (id integer PRIMARY KEY, product_id integer, rating integer, remark text)",
                        "CREATE TABLE shop.places (region text, code text, name text, PRIMARY KEY (region, code))",
                        "CREATE INDEX ON shop.reviews (product_id)",
                        "GRANT SELECT ON shop.brands, shop.reviews, shop.places TO millrace",
                        "GRANT SELECT (id, name, price, released, brand_id, owner, team) ON shop.products TO millrace");
            }
        };
    }

    static TestedDatabase mariadb() {
        String server = MariadbServer.shared().url();
        return new TestedDatabase(Engine.MARIADB, server + "?user=root", server + "shop") {

            @Override
            void create() throws SQLException {
                run("CREATE OR REPLACE USER millrace@'%' IDENTIFIED BY 'pa ss''word'");
                run(SHOP_OF_MARIADB);
            }
        };
    }

    /** MySQL's users prove their passwords over TLS only, or the driver would have to trust a key that anybody may have sent. */
    static TestedDatabase mysql() {
        String server = MysqlServer.shared().url();
        return new TestedDatabase(Engine.MYSQL, server + "?user=root", server + "shop") {

            @Override
            void create() throws SQLException {
                run("DROP USER IF EXISTS millrace@'%'", "CREATE USER millrace@'%' IDENTIFIED BY 'pa ss''word'");
                run(SHOP_OF_MARIADB);
            }

            @Override
            String mapping(String documents) {
                return super.mapping(documents).replace("\ndocuments:", "\ntls: {mode: require}\ndocuments:");
            }
        };
    }

    /** Makes the tables anew, empty. */
    abstract void create() throws SQLException;

    void run(String... statements) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    Connection connection() throws SQLException {
        return DriverManager.getConnection(admin, new Properties());
    }

    void update(String sql, List<?> arguments) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.size(); i++) {
                statement.setObject(i + 1, arguments.get(i));
            }
            statement.executeUpdate();
        }
    }

    void insert(String table, Map<String, Object> row) throws SQLException {
        List<String> columns = new ArrayList<>(row.keySet());
        update(
                "INSERT INTO shop." + table + " (" + String.join(", ", columns) + ") VALUES ("
                        + String.join(", ", columns.stream().map(_ -> "?").toList()) + ")",
                columns.stream().map(row::get).toList());
    }

    /** A mapping of these documents; table names stand in braces. */
    String mapping(String documents) {
        return """
                name: shop
                engine: %s
                url: %s
                user: millrace
                password: {file: %s}
                documents:
                """.formatted(engine.word(), url, passwordFile)
                + documents.replaceAll("(?<![{])\\{([a-z]+)}(?!})", "shop.$1").indent(2);
    }

    static SourceMapping with(SourceMapping mapping, String url, @Nullable Secret password) {
        return new SourceMapping(
                mapping.file(),
                mapping.name(),
                mapping.engine(),
                url,
                mapping.user(),
                password,
                mapping.tls(),
                mapping.tenant(),
                mapping.documents());
    }

    static MappedRowSource source(SourceMapping mapping) {
        return new MappedRowSource(
                mapping, new JdbcReaders(JdbcSettings.USUAL).open(mapping, RowLimits.USUAL), RowLimits.USUAL);
    }
}
