package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.SourceMapping;
import io.millrace.testkit.CassandraServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A real Cassandra, the tables of the contract, and a user that may read them and nothing else. */
final class TestedCassandra implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final int port = CassandraServer.shared().port();
    private final CqlSession admin = admin(port);
    private final Path passwordFile;

    TestedCassandra() {
        try {
            passwordFile = Files.createTempFile("millrace-password", null);
            passwordFile.toFile().deleteOnExit();
            Files.writeString(passwordFile, "pa ss'word\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(
                "CREATE KEYSPACE IF NOT EXISTS shop WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
                "CREATE TABLE IF NOT EXISTS shop.brands (id int PRIMARY KEY, name text)",
                "CREATE TABLE IF NOT EXISTS shop.products (id int PRIMARY KEY, name text, price decimal, released date, brand_id int, owner text, team text, secret text)",
                "CREATE TABLE IF NOT EXISTS shop.reviews (id int PRIMARY KEY, product_id int, rating int, remark text)",
                "CREATE TABLE IF NOT EXISTS shop.places (region text, code text, name text, PRIMARY KEY (region, code))",
                "CREATE INDEX IF NOT EXISTS ON shop.reviews (product_id)",
                "CREATE INDEX IF NOT EXISTS ON shop.products (brand_id)",
                "CREATE ROLE IF NOT EXISTS millrace WITH PASSWORD = 'pa ss''word' AND LOGIN = true",
                "GRANT SELECT ON KEYSPACE shop TO millrace");
    }

    /** The superuser's role is made a moment after the node answers. */
    private static CqlSession admin(int port) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return CqlSession.builder()
                        .addContactPoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .withLocalDatacenter("datacenter1")
                        .withAuthCredentials("cassandra", "cassandra")
                        .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                                .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ZERO)
                                .build())
                        .build();
            } catch (AllNodesFailedException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        }
    }

    void run(String... statements) {
        for (String cql : statements) {
            admin.execute(cql);
        }
    }

    void run(String cql, List<@Nullable Object> values) {
        admin.execute(admin.prepare(cql).bind(values.toArray()));
    }

    /** Deletes all rows, which is sooner done than making the tables anew. */
    void empty() {
        for (String table : List.of("brands", "products", "reviews", "places")) {
            String key = table.equals("places") ? "region, code" : "id";
            for (Row row : admin.execute("SELECT " + key + " FROM shop." + table)) {
                run(
                        "DELETE FROM shop." + table + " WHERE "
                                + StreamSupport.stream(
                                                row.getColumnDefinitions().spliterator(), false)
                                        .map(ColumnDefinition::getName)
                                        .map(name -> name.asCql(true) + " = ?")
                                        .collect(Collectors.joining(" AND ")),
                        StreamSupport.stream(row.getColumnDefinitions().spliterator(), false)
                                .map(column -> row.getObject(column.getName()))
                                .toList());
            }
        }
    }

    /** A mapping of these documents; table names stand in braces. */
    SourceMapping mapping(String documents, String user) {
        try {
            return MappingReader.read(
                    "shop.yaml",
                    """
                    name: shop
                    engine: cassandra
                    url: cassandra://127.0.0.1:%d/shop?datacenter=datacenter1
                    user: %s
                    password: {file: %s}
                    documents:
                    """.formatted(port, user, passwordFile)
                            + documents
                                    .replaceAll("(?<![{])\\{([a-z]+)}(?!})", "shop.$1")
                                    .indent(2));
        } catch (MappingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
