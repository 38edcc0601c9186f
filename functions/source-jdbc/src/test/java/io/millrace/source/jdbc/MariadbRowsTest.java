package io.millrace.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.problem.Problem;
import io.millrace.core.row.RowSource;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowDocument.Mapped;
import io.millrace.source.row.Secret;
import io.millrace.source.row.SourceMapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("containers")
class MariadbRowsTest extends JdbcRowsContract {

    MariadbRowsTest() {
        super(TestedDatabase.mariadb());
    }

    @Test
    void writesValuesAsTheyAreStored() throws Exception {
        database.run(
                "SET time_zone = '+05:45'",
                "SET sql_mode = ''",
                """
                CREATE TABLE shop.types (id uuid PRIMARY KEY, n decimal(20,2), d double, b boolean, bits bit(8), dt date, ts datetime(1), tz timestamp NULL, zero datetime,
                    t time, y year, j json, e enum('low', 'high'), latin varchar(10) CHARACTER SET latin1, u bigint unsigned)""",
                "GRANT SELECT ON shop.types TO millrace@'%'",
                """
                INSERT INTO shop.types VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 1.50, 1e300, true, b'101', '2024-02-29', '2024-02-29 12:00:00.5',
                    '2024-02-29 12:00:00', '0000-00-00', '-838:59:59', 2024, '{"b": 1}', 'high', 'ü', 18446744073709551615)""");

        Mapped row = (Mapped) only("""
                - table: "{types}"
                  key: [id]
                  title: "{{id}}"
                  body: "{{n}}|{{d}}|{{b}}|{{bits}}|{{dt}}|{{ts}}|{{tz}}|{{zero}}|{{t}}|{{y}}|{{j}}|{{e}}|{{latin}}|{{u}}"
                  metadata: {n: number, tz: date, dt: date}
                  access: [public]
                """);

        assertThat(row.title()).isEqualTo("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
        assertThat(row.body())
                .isEqualTo(
                        "1.50|1e300|1|5|2024-02-29|2024-02-29T12:00:00.5|2024-02-29T06:15:00Z|0000-00-00T00:00:00|-838:59:59|2024|{\"b\": 1}|high|ü|18446744073709551615");
    }

    @Test
    void keysOfOtherTypesAreTextsAndComeBack() throws Exception {
        database.run(
                "USE shop",
                "CREATE TABLE shop.`k``eys` (n decimal(10,2), t timestamp(3) DEFAULT '2024-01-01', `d d` date, u bigint unsigned, PRIMARY KEY (n, t, `d d`, u))",
                "GRANT SELECT ON shop.`k``eys` TO millrace@'%'",
                """
                INSERT INTO shop.`k``eys` SELECT 1.5 + a.seq, TIMESTAMP('2024-02-29 12:00:00.25') + INTERVAL b.seq SECOND, '2024-02-29', 18446744073709551610 + a.seq
                FROM seq_1_to_3 a, seq_1_to_4 b""");
        RowSource source = open("""
                - table: "shop.k`eys"
                  key: [n, t, d d, u]
                  title: "{{n}}"
                  columns: [n]
                  access: [public]
                """);
        List<String> all = uris(source.list(source.root().uri(), null, 100));

        assertThat(all).hasSize(12).allMatch(uri -> uri.contains(".25Z/2024-02-29/1844674407370955161"));
        assertThat(source.find(all)).hasSize(12);
        for (int i : List.of(0, 3, 4, 11)) {
            assertThat(uris(source.list(source.root().uri(), all.get(i), 100))).isEqualTo(all.subList(i + 1, 12));
        }
    }

    @Test
    void pagesInTheOrderOfACollationThatTakesLettersAlike() throws Exception {
        database.run(
                "CREATE TABLE shop.words (w varchar(20) CHARACTER SET latin1 COLLATE latin1_german1_ci PRIMARY KEY)",
                "GRANT SELECT ON shop.words TO millrace@'%'",
                "INSERT INTO shop.words VALUES ('b'), ('A'), ('ç'), ('d '), ('a b'), ('Z')");
        RowSource source = open("""
                - {table: "{words}", key: [w], title: "{{w}}", columns: [w], access: [public]}
                """);
        List<String> all = uris(source.list(source.root().uri(), null, 100));

        assertThat(all).hasSize(6);
        for (int i = 0; i < all.size(); i++) {
            assertThat(uris(source.list(source.root().uri(), all.get(i), 100))).isEqualTo(all.subList(i + 1, 6));
        }
        assertThat(source.contains(uri("words", "Z"))).isTrue();
        assertThat(source.contains(uri("words", "z"))).isFalse();
        assertThat(source.contains(uri("words", "漢"))).isFalse();
    }

    @Test
    void aPasswordThatIsPutRightCountsWithoutAStart(@TempDir Path folder) throws Exception {
        SourceMapping right = MappingReader.read("shop.yaml", database.mapping(PLACES));
        Path password = Files.writeString(folder.resolve("password"), "wrong");
        try (MappedRowSource source =
                TestedDatabase.source(TestedDatabase.with(right, right.url(), new Secret.File(password)))) {
            Problem problem = problem(() -> source.list(source.root().uri(), null, 10));
            assertThat(problem.code()).isEqualTo("source-credentials");

            Files.writeString(password, TestedDatabase.PASSWORD + "\n");
            assertThat(source.list(source.root().uri(), null, 10)).isEmpty();
        }
    }

    @Test
    void aKeyThatIsRoundedIsRefused() throws Exception {
        database.run(
                "CREATE TABLE shop.weights (w float PRIMARY KEY)",
                "GRANT SELECT ON shop.weights TO millrace@'%'",
                "INSERT INTO shop.weights VALUES (0.1)");
        String weights = """
                - {table: "{weights}", key: [w], title: "{{w}}", columns: [w], access: [public]}
                """;

        assertThat(findings(weights)).singleElement().asString().contains("column w of the key", "FLOAT", "DECIMAL");
        assertThat(problem(() -> open(weights).list("row://shop/", null, 100)).code())
                .isEqualTo("row-mapping-wrong");
    }

    @Test
    void bytesAreRefused() throws Exception {
        database.run(
                "CREATE TABLE shop.blobs (id int PRIMARY KEY, data blob, more varbinary(20))",
                "GRANT SELECT ON shop.blobs TO millrace@'%'");

        assertThat(findings("""
                - {table: "{blobs}", key: [id], title: "{{id}}", columns: [data, more], access: [public]}
                """))
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding).contains("holds bytes (", "take it out of the mapping"));
    }

    @Override
    void breakConnections() throws Exception {
        database.run("KILL USER millrace");
    }
}
