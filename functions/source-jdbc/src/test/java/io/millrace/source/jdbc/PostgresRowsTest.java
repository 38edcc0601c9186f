package io.millrace.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.problem.Problem;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.core.row.RowSource;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowDocument.Mapped;
import io.millrace.source.row.SourceMapping;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("containers")
class PostgresRowsTest extends JdbcRowsContract {

    PostgresRowsTest() {
        super(TestedDatabase.postgres());
    }

    @Test
    void writesValuesAsTheyAreStored() throws Exception {
        database.run("SET timezone = 'Asia/Kathmandu'", """
                CREATE TABLE shop.types (id uuid PRIMARY KEY, n numeric, d double precision, f real, b boolean, dt date, ts timestamp, tz timestamptz,
                    tz2 timestamptz, dt2 date, i interval, j jsonb, a text[], an integer[][], e char(5), nan numeric, bc timestamp, n0 text)""", "GRANT SELECT ON shop.types TO millrace", """
                INSERT INTO shop.types VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 1.50, 1e300, 0.1, true, '2024-02-29', '2024-02-29 12:00:00.5',
                    '2024-02-29 12:00:00+02', 'infinity', '-infinity', '1 day 2 hours', '{"b": 1, "a": "ü"}', '{x,NULL,"y z"}', '{{1,2},{3,4}}', 'ab', 'NaN',
                    '0044-03-15 12:00:00 BC', NULL)""");

        Mapped row = (Mapped) only("""
                - table: "{types}"
                  key: [id]
                  title: "{{id}}"
                  body: "{{n}}|{{d}}|{{f}}|{{b}}|{{dt}}|{{ts}}|{{tz}}|{{tz2}}|{{dt2}}|{{i}}|{{j}}|{{a}}|{{an}}|{{e}}|{{nan}}|{{bc}}|{{n0}}|{{#a}}<{{.}}>{{/a}}"
                  metadata: {n: number, nan: number, tz: date, tz2: date, dt: date}
                  access: [public]
                """);

        assertThat(row.title()).isEqualTo("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        assertThat(row.body())
                .isEqualTo(
                        "1.50|1e+300|0.1|true|2024-02-29|2024-02-29T12:00:00.5|2024-02-29T10:00:00Z|infinity|-infinity|P1DT2H|{\"a\": \"ü\", \"b\": 1}|x, y z|1, 2, 3, 4|ab|NaN|0044-03-15T12:00:00 BC||<x><y z>");
        assertThat(row.metadata()).containsOnlyKeys("n", "tz", "dt", "row.table", "row.key");
    }

    @Test
    void keysOfOtherTypesAreTextsAndComeBack() throws Exception {
        database.run(
                "CREATE TYPE shop.level AS ENUM ('low', 'high')",
                "CREATE TABLE shop.keys (l shop.level, n numeric(10,2), t timestamptz, d date, u uuid, PRIMARY KEY (l, n, t, d, u))",
                "GRANT SELECT ON shop.keys TO millrace",
                """
                INSERT INTO shop.keys SELECT l::shop.level, 1.5 + n, t, '2024-02-29', gen_random_uuid()
                FROM unnest(ARRAY['low','high']) l, generate_series(1, 3) n, unnest(ARRAY['infinity','2024-02-29 12:00+02']::timestamptz[]) t""");
        RowSource source = open("""
                - table: "{keys}"
                  key: [l, n, t, d, u]
                  title: "{{n}}"
                  columns: [n]
                  access: [public]
                """);
        List<String> all = uris(source.list(source.root().uri(), null, 100));

        assertThat(all).hasSize(12).anyMatch(uri -> uri.contains("/low/2.50/2024-02-29T10%3A00%3A00Z/2024-02-29/"));
        assertThat(source.find(all)).hasSize(12);
        assertThat(uris(source.list(source.root().uri(), all.get(4), 100))).isEqualTo(all.subList(5, 12));
    }

    @Test
    void pagesInTheOrderOfTheColumnsOwnCollation() throws Exception {
        database.run(
                "CREATE TABLE shop.words (w text COLLATE pg_unicode_fast PRIMARY KEY)",
                "GRANT SELECT ON shop.words TO millrace",
                "INSERT INTO shop.words VALUES ('b'), ('A'), ('ç'), ('C'), ('a b'), ('Z'), ('ä')");
        RowSource source = open("""
                - {table: "{words}", key: [w], title: "{{w}}", columns: [w], access: [public]}
                """);
        List<String> all = uris(source.list(source.root().uri(), null, 100));

        assertThat(all).hasSize(7);
        for (int i = 0; i < all.size(); i++) {
            assertThat(uris(source.list(source.root().uri(), all.get(i), 100))).isEqualTo(all.subList(i + 1, 7));
        }
        assertThat(source.contains(uri("words", "z"))).isFalse();
    }

    @Test
    void bytesAreRefused() throws Exception {
        database.run(
                "CREATE TABLE shop.blobs (id integer PRIMARY KEY, data bytea, more bytea[])",
                "GRANT SELECT ON shop.blobs TO millrace");

        assertThat(findings("""
                - {table: "{blobs}", key: [id], title: "{{id}}", columns: [data, more], access: [public]}
                """))
                .hasSize(2)
                .allSatisfy(
                        finding -> assertThat(finding).contains("holds bytes (bytea", "take it out of the mapping"));
    }

    @Test
    void aTableWithTextThatIsNoUtf8IsSaidAndKeepsNoOtherFromBeingRead() throws Exception {
        database.run(
                "DROP DATABASE IF EXISTS plain",
                "CREATE DATABASE plain ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
        try (Connection connection = DriverManager.getConnection(database.admin.replace("/postgres?", "/plain?"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE words (id integer PRIMARY KEY, word text)");
            statement.execute("CREATE TABLE more (id integer PRIMARY KEY, word text)");
            statement.execute("GRANT SELECT ON words, more TO millrace");
            statement.execute("INSERT INTO words VALUES (1, 'sluice'), (2, E'caf\\xe9')");
            statement.execute("INSERT INTO more VALUES (1, 'Mühle')");
        }
        SourceMapping mapping = MappingReader.read("shop.yaml", database.mapping("""
                - {table: words, key: [id], title: "{{word}}", columns: [word], access: [public]}
                - {table: more, key: [id], title: "{{word}}", columns: [word], access: [public]}
                """));
        String url = mapping.url().replace("/postgres", "/plain");
        try (MappedRowSource source = TestedDatabase.source(TestedDatabase.with(mapping, url, mapping.password()))) {
            String root = source.root().uri();

            assertThat(uris(source.list(root, null, 10))).containsExactly(root + "more/1");

            Problem problem = problem(() -> source.open(root + "words/2"));
            assertThat(problem.code()).isEqualTo("row-mapping-wrong");
            assertThat(problem.detail())
                    .contains("source shop (shop.yaml:7)", "words has text that is no UTF-8")
                    .doesNotContain("caf");
            source.open(root + "words/1").close();
            assertThat(source.open(root + "more/1").attributes().title()).isEqualTo("Mühle");
        }
    }

    @Test
    void theCheckSaysWhatTheLogWillNotTell() throws Exception {
        database.run("CREATE PUBLICATION millrace FOR TABLE shop.products");

        assertThat(findings(PRODUCTS))
                .anyMatch(finding -> finding.contains("ALTER TABLE shop.reviews REPLICA IDENTITY FULL"))
                .anyMatch(finding -> finding.contains("shop.reviews: it is in no publication"))
                .noneMatch(finding -> finding.contains("shop.products: it is in no publication"))
                .noneMatch(finding -> finding.contains("ALTER TABLE shop.products REPLICA"));
        database.run("ALTER TABLE shop.reviews REPLICA IDENTITY FULL");
        assertThat(findings(PRODUCTS)).noneMatch(finding -> finding.contains("REPLICA IDENTITY FULL"));
    }

    @Test
    void aChangeThatSaysNothingOfBeforeLeavesOnlyTheLogsOwnKeyAsItWas() throws Exception {
        database.run(
                "CREATE TABLE shop.makers (id integer PRIMARY KEY, code text NOT NULL UNIQUE, name text)",
                "CREATE TABLE shop.goods (id integer PRIMARY KEY, sku text NOT NULL UNIQUE, maker text, name text)",
                "GRANT SELECT ON shop.goods, shop.makers TO millrace",
                "INSERT INTO shop.goods VALUES (1, 'A', 'M', 'Anvil')");
        String goods = """
                - table: "{goods}"
                  key: [%s]
                  title: "{{name}}{{#maker}}{{name}}{{/maker}}"
                  columns: [name]
                  parents:
                    maker: {table: "{makers}", refer: {%s: maker}}
                  access: [public]
                """;
        RowChange sku = updated("shop.goods", Map.of("sku", "B", "id", "1"));
        RowChange maker = updated("shop.makers", Map.of("code", "M", "id", "7"));

        Problem unknown = problem(() -> open(goods.formatted("sku", "id")).affected(sku, null, 10));
        assertThat(unknown.code()).isEqualTo("row-change-incomplete");
        assertThat(unknown.detail()).contains("column sku", "ALTER TABLE shop.goods REPLICA IDENTITY FULL");
        assertThat(problem(() -> open(goods.formatted("id", "code")).affected(maker, null, 10))
                        .code())
                .isEqualTo("row-change-incomplete");
        assertThat(open(goods.formatted("id", "id")).affected(sku, null, 10)).containsExactly(uri("goods", "1"));
        assertThat(findings(goods.formatted("sku", "code")))
                .anyMatch(finding -> finding.contains("ALTER TABLE shop.goods REPLICA IDENTITY FULL"))
                .anyMatch(finding -> finding.contains("ALTER TABLE shop.makers REPLICA IDENTITY FULL"));
        database.run("ALTER TABLE shop.goods REPLICA IDENTITY NOTHING");
        assertThat(problem(() -> open(goods.formatted("id", "id")).affected(sku, null, 10))
                        .code())
                .isEqualTo("row-change-incomplete");
    }

    @Test
    void rowsWithoutAKeyAreCounted() throws Exception {
        database.run(
                "CREATE TABLE shop.leaflets (code text UNIQUE, words text)",
                "GRANT SELECT ON shop.leaflets TO millrace",
                "INSERT INTO shop.leaflets VALUES ('a', 'Anvils'), (NULL, 'Bellows'), (NULL, 'Tongs')");
        String leaflets = """
                - table: "{leaflets}"
                  key: [code]
                  title: "{{code}}"
                  columns: [words]
                  access: [public]
                """;

        assertThat(open(leaflets).list("row://shop/", null, 10)).hasSize(1);
        assertThat(findings(leaflets))
                .contains(
                        "shop.leaflets: 2 rows have a null in the key and so no uri; left out; fill code in, or name another key");

        database.run("DELETE FROM shop.leaflets WHERE code IS NULL");
        assertThat(findings(leaflets)).noneMatch(finding -> finding.contains("left out"));
    }

    private static RowChange updated(String table, Map<String, String> after) {
        return new RowChange("shop", table, Kind.UPDATED, Map.of(), Map.copyOf(after), Instant.EPOCH);
    }

    @Test
    void aJoinGoesByWhatTheDatabaseTakesForEqual() throws Exception {
        database.run(
                "CREATE TABLE shop.notes (id integer PRIMARY KEY, product numeric, note text)",
                "GRANT SELECT ON shop.notes TO millrace",
                "INSERT INTO shop.notes VALUES (1, 1.00, 'heavy')");
        product(1, "Anvil", null);
        String mapping = """
                - table: "{products}"
                  key: [id]
                  title: "{{name}}"
                  body: "{{#notes}}{{note}}{{/notes}}"
                  children:
                    notes: {table: "{notes}", refer: {product: id}}
                  access: [public]
                """;
        assertThat(((Mapped) only(mapping)).body()).isEqualTo("heavy");
        assertThat(((Mapped) only(mapping)).access()).isEqualTo(AccessList.EVERYONE);

        RowChange change =
                new RowChange("shop", "shop.notes", Kind.INSERTED, Map.of(), Map.of("product", "1"), Instant.EPOCH);
        assertThat(open(mapping).affected(change, null, 10)).containsExactly(uri("products", "1"));
        RowChange odd =
                new RowChange("shop", "shop.notes", Kind.INSERTED, Map.of(), Map.of("product", "x"), Instant.EPOCH);
        assertThat(open(mapping).affected(odd, null, 10)).isEmpty();
    }

    @Override
    void breakConnections() throws Exception {
        database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'millrace'");
    }
}
