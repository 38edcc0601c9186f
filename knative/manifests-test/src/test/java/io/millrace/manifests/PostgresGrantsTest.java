package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.source.jdbc.JdbcReaders;
import io.millrace.source.jdbc.JdbcSettings;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.Join;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowDocument;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceCheck;
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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The grants for PostgreSQL, run on a real one: the user may read what the example's mapping names, follow the log of that database, and nothing else. */
final class PostgresGrantsTest {

    private static final Path COMPONENT = Repository.knative().resolve("components/rows-postgresql");

    private static final String TABLES = """
            CREATE TABLE brands (id int PRIMARY KEY, name text, country text);
            CREATE TABLE products (id int PRIMARY KEY, name text, description text, price numeric, purchase_price numeric, released date, lang text,
                brand_id int REFERENCES brands);
            CREATE TABLE reviews (id int PRIMARY KEY, product_id int REFERENCES products, written_at timestamptz, stars int, text text);
            CREATE INDEX ON products (brand_id);
            CREATE INDEX ON reviews (product_id);
            CREATE TABLE invoices (id int PRIMARY KEY);
            INSERT INTO brands VALUES (1, 'Mill & Sons', 'Norway');
            INSERT INTO products VALUES (7, 'Hand mill', 'Grinds a kilogram an hour.', 49.90, 20, '2026-03-01', 'en', 1);
            INSERT INTO reviews VALUES (1, 7, '2026-04-02T08:00:00Z', 5, 'Still sharp.'), (2, 7, '2026-04-01T08:00:00Z', 3, 'Loud.');
            """;

    @TempDir
    private static Path folder;

    private static String url;
    private static Connection shop;
    private static DocumentMapping mapping;

    @BeforeAll
    static void grant() throws SQLException, IOException, MappingException {
        url = PostgresServer.shared().url();
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

    @Test
    void whatReadsRowsHasNothingToSayButThatThisServersLogIsClosed() throws IOException, MappingException {
        Path password = Files.writeString(folder.resolve("password"), "example-shop-postgresql");
        String text = Files.readString(COMPONENT.resolve("shop-postgresql.yaml"))
                .replaceFirst("jdbc:postgresql://[^/]+/", url.replaceFirst("(//[^/]+/).*", "$1"))
                .replaceFirst("[{]env: .*?[}]", "{file: " + password + "}");
        SourceCheck.Table table = new SourceCheck(List.of(new JdbcReaders(JdbcSettings.USUAL)), RowLimits.USUAL)
                .check(MappingReader.read("shop-postgresql.yaml", text))
                .getFirst();

        assertThat(table.findings()).extracting(RowFinding::what).allMatch(what -> what.contains("wal_level"));
        assertThat(table.documents()).singleElement().isInstanceOfSatisfying(RowDocument.Mapped.class, document -> {
            assertThat(document.title()).isEqualTo("Hand mill");
            assertThat(document.body()).isEqualTo("""
                    Grinds a kilogram an hour.

                    Brand: Mill & Sons, Norway

                    Price: 49.90

                    3 of 5 stars: Loud.

                    5 of 5 stars: Still sharp.
                    """);
            assertThat(document.metadata())
                    .containsEntry("brand", "Mill & Sons")
                    .containsEntry("price", "49.90");
        });
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
