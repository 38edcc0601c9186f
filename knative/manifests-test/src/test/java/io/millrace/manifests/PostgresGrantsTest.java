package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The grants for PostgreSQL, run on a real one: the user may read what the example's mapping names, follow the log of that database, and nothing else. */
final class PostgresGrantsTest {

    private static final Path COMPONENT = Repository.knative().resolve("components/rows-postgresql");

    private static final String TABLES = """
            CREATE TABLE brands (id int PRIMARY KEY, name text, country text);
            CREATE TABLE products (id int PRIMARY KEY, name text, description text, price numeric, purchase_price numeric, released date, lang text,
                brand_id int REFERENCES brands);
            CREATE TABLE reviews (id int PRIMARY KEY, product_id int REFERENCES products, written_at timestamptz, stars int, text text);
            CREATE TABLE invoices (id int PRIMARY KEY);
            """;

    private static Connection shop;
    private static DocumentMapping mapping;

    @BeforeAll
    static void grant() throws SQLException, IOException, MappingException {
        String url = PostgresServer.shared().url();
        try (Connection server = DriverManager.getConnection(url);
                Statement statement = server.createStatement()) {
            // the store's, which the grants take away
            statement.execute("CREATE DATABASE millrace");
            statement.execute("CREATE DATABASE shop");
        }
        shop = DriverManager.getConnection(url.replaceFirst("(//[^/]+/)[^?]*", "$1shop"));
        try (Statement statement = shop.createStatement()) {
            statement.execute(TABLES);
            statement.execute(Files.readString(COMPONENT.resolve("grants.sql")));
        }
        mapping = MappingReader.read(COMPONENT.resolve("shop-postgresql.yaml"))
                .documents()
                .getFirst();
    }

    @AfterAll
    static void close() throws SQLException {
        shop.close();
    }

    @Test
    void everyColumnThatTheMappingNamesCanBeRead() throws SQLException {
        Set<String> needed = new TreeSet<>();
        mapping.key().forEach(column -> needed.add(mapping.table() + "." + column));
        mapping.columns().forEach(column -> needed.add(mapping.table() + "." + column));
        for (Join join : mapping.joins().values()) {
            Set<String> columns = new LinkedHashSet<>(join.columns());
            columns.addAll(join.refer().keySet());
            columns.addAll(join.order());
            columns.forEach(column -> needed.add(join.table() + "." + column));
            join.refer().values().forEach(column -> needed.add(mapping.table() + "." + column));
        }

        assertThat(readable()).containsAll(needed);
    }

    @Test
    void noOtherTableAndNoForbiddenColumnCanBeRead() throws SQLException {
        assertThat(readable())
                .isNotEmpty()
                .noneMatch(column -> column.startsWith("public.invoices"))
                .doesNotContainAnyElementsOf(mapping.never().stream()
                        .map(column -> mapping.table() + "." + column)
                        .toList());
    }

    @Test
    void nothingButReadingAndTheLogIsGranted() throws SQLException {
        assertThat(
                        texts(
                                "SELECT DISTINCT privilege_type FROM information_schema.column_privileges WHERE grantee = 'millrace_reader'"))
                .containsExactly("SELECT");
        assertThat(texts(
                        "SELECT concat_ws(' ', rolreplication, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls) FROM pg_roles"
                                + " WHERE rolname = 'millrace_reader'"))
                .containsExactly("t f f f f");
        assertThat(texts("SELECT datname FROM pg_database WHERE datname IN ('millrace', 'shop')"
                        + " AND has_database_privilege('millrace_reader', datname, 'CONNECT')"))
                .containsExactly("shop");
    }

    @Test
    void theLogTellsWhatThoseTablesNeed() throws SQLException {
        assertThat(texts("SELECT schemaname || '.' || tablename FROM pg_publication_tables WHERE pubname = 'millrace'"))
                .containsExactlyInAnyOrderElementsOf(mapping.tables());
        assertThat(texts("SELECT relnamespace::regnamespace || '.' || relname FROM pg_class WHERE relreplident = 'f'"))
                .containsExactlyElementsOf(mapping.joins().values().stream()
                        .filter(join -> join.kind() == Join.Kind.CHILDREN)
                        .map(Join::table)
                        .toList());
    }

    private static Set<String> readable() throws SQLException {
        return texts(
                "SELECT table_schema || '.' || table_name || '.' || column_name FROM information_schema.column_privileges"
                        + " WHERE grantee = 'millrace_reader' AND privilege_type = 'SELECT'");
    }

    private static Set<String> texts(String sql) throws SQLException {
        Set<String> texts = new TreeSet<>();
        try (Statement statement = shop.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
