package io.millrace.source.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.RowReader;
import io.millrace.source.row.SourceMapping;
import io.millrace.testkit.RowSourceContract;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("containers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraRowsTest extends RowSourceContract {

    private final TestedCassandra cassandra = new TestedCassandra();
    private final List<MappedRowSource> open = new ArrayList<>();

    @BeforeEach
    void empty() {
        cassandra.empty();
    }

    @AfterEach
    void close() {
        open.forEach(MappedRowSource::close);
        open.clear();
    }

    @AfterAll
    void stop() {
        cassandra.close();
    }

    @Override
    protected RowSource open(String documents) {
        return open(documents, RowLimits.USUAL);
    }

    private MappedRowSource open(String documents, RowLimits limits) {
        SourceMapping mapping = cassandra.mapping(documents, "millrace");
        MappedRowSource source = new MappedRowSource(
                mapping, new CassandraReaders(CassandraSettings.USUAL).open(mapping, limits), limits);
        open.add(source);
        return source;
    }

    @Override
    protected String table(String name) {
        return "shop." + name;
    }

    @Override
    protected void insert(String table, Map<String, Object> row) {
        List<String> columns = new ArrayList<>(row.keySet());
        cassandra.run(
                "INSERT INTO shop." + table + " (" + String.join(", ", columns) + ") VALUES ("
                        + columns.stream().map(_ -> "?").collect(Collectors.joining(", ")) + ")",
                columns.stream().<@Nullable Object>map(row::get).toList());
    }

    @Override
    protected void update(String table, Map<String, Object> key, Map<String, Object> changes) {
        List<@Nullable Object> values = new ArrayList<>(changes.values());
        values.addAll(key.values());
        cassandra.run(
                "UPDATE shop." + table + " SET " + places(changes, ", ") + " WHERE " + places(key, " AND "), values);
    }

    @Override
    protected void delete(String table, Map<String, Object> key) {
        cassandra.run("DELETE FROM shop." + table + " WHERE " + places(key, " AND "), new ArrayList<>(key.values()));
    }

    private static String places(Map<String, Object> values, String separator) {
        return values.keySet().stream().map(name -> name + " = ?").collect(Collectors.joining(separator));
    }

    @Test
    void goesThroughPartitionsWhoseRowsAreOrderedUpwardsAndDownwards() throws Exception {
        cassandra.run(
                "CREATE TABLE IF NOT EXISTS shop.readings (place text, day date, at timestamp, value double, note text static, PRIMARY KEY (place, day, at)) WITH CLUSTERING ORDER BY (day DESC, at ASC)",
                "INSERT INTO shop.readings (place, note) VALUES ('empty', 'a partition without rows')");
        for (String place : List.of("a", "b", "c")) {
            for (int i = 0; i < 6; i++) {
                cassandra.run("INSERT INTO shop.readings (place, day, at, value) VALUES ('" + place + "', '2024-03-0"
                        + (1 + i % 3) + "', '2024-03-01T0" + i + ":00:00Z', " + i + ")");
            }
        }
        MappedRowSource source = open("""
                - table: "{readings}"
                  key: [day, place, at]
                  title: "{{place}}"
                  columns: [value]
                  access: [public]
                """, RowLimits.USUAL);

        List<String> all = uris(source.list(source.root().uri(), null, 100));
        assertThat(all)
                .hasSize(18)
                .doesNotHaveDuplicates()
                .contains(uri("readings", "2024-03-02", "a", "2024-03-01T01:00:00Z"));
        for (int limit : List.of(1, 4)) {
            assertThat(pages(source, limit)).isEqualTo(all);
        }
        String gone = all.get(7);
        List<String> key = RowUri.parse(gone).key();
        cassandra.run("DELETE FROM shop.readings WHERE place = '" + key.get(1) + "' AND day = '" + key.get(0) + "'");
        List<String> left = uris(source.list(source.root().uri(), null, 100));
        assertThat(uris(source.list(source.root().uri(), gone, 100)))
                .isEqualTo(all.subList(8, 18).stream().filter(left::contains).toList());
    }

    @Test
    void childrenOfAPartitionComeInTheOrderThatTheMappingNames() throws Exception {
        cassandra.run(
                "CREATE TABLE IF NOT EXISTS shop.remarks (product_id int, id int, remark text, likes int, PRIMARY KEY (product_id, id)) WITH CLUSTERING ORDER BY (id DESC)");
        product(1, "Anvil", null);
        for (int id = 1; id <= 9; id++) {
            insert("remarks", Map.of("product_id", 1, "id", id, "remark", "no. " + id, "likes", id % 3));
        }
        String documents = """
                - table: "{products}"
                  key: [id]
                  title: "{{name}}"
                  body: "{{#remarks}}{{remark}} {{/remarks}}"
                  children:
                    remarks: {table: "{remarks}", refer: {product_id: id}, order: %s, limit: 4}
                  access: [public]
                """;

        assertThat(body(documents.formatted("[id]"))).isEqualTo("no. 1 no. 2 no. 3 no. 4 ");
        assertThat(body(documents.formatted("[likes, id]"))).isEqualTo("no. 3 no. 6 no. 9 no. 1 ");
    }

    private String body(String documents) throws IOException {
        try (Content content = open(documents).open(uri("products", "1"))) {
            return text(content);
        }
    }

    @Test
    void valuesAreWrittenAsTheyAreStored() throws Exception {
        cassandra.run(
                "CREATE TYPE IF NOT EXISTS shop.size (width int, unit text)",
                "CREATE TABLE IF NOT EXISTS shop.things (id uuid PRIMARY KEY, tags set<text>, parts list<int>, colours map<text, int>, size frozen<size>, pair tuple<int, text>, at time, since timestamp, address inet, weight float, count varint, raw list<blob>, v vector<float, 2>)",
                "INSERT INTO shop.things (id, tags, parts, colours, size, pair, at, since, address, weight, count, v) VALUES (123e4567-e89b-12d3-a456-426614174000, {'b', 'a'}, [3, 1], {'red': 1}, {width: 2, unit: 'm'}, (1, 'x'), '08:30:00', '2024-02-29T12:00:00.250Z', '10.0.0.1', 0.1, 12345678901234567890, [1.5, 2])",
                "INSERT INTO shop.things (id, raw) VALUES (123e4567-e89b-12d3-a456-426614174001, [0x01])");
        String documents = """
                - table: "{things}"
                  key: [id]
                  title: "{{id}}"
                  body: "{{tags}}; {{parts}}; {{colours}}; {{size}}; {{pair}}; {{at}}; {{since}}; {{address}}; {{weight}}; {{count}}; {{v}}"
                  access: [public]
                """;
        String uri = uri("things", "123e4567-e89b-12d3-a456-426614174000");

        try (Content content = open(documents).open(uri)) {
            assertThat(text(content))
                    .isEqualTo(
                            "a, b; 3, 1; red: 1; width: 2, unit: m; 1, x; 08:30:00; 2024-02-29T12:00:00.25Z; 10.0.0.1; 0.1; 12345678901234567890; 1.5, 2");
        }
        RowSource bytes = open(documents.replace("{{tags}}", "{{raw}}"));
        assertThat(problem(() -> bytes.open(uri("things", "123e4567-e89b-12d3-a456-426614174001")))
                        .code())
                .isEqualTo("document-cell-binary");
    }

    @Test
    void aRowWithALongCellIsRefusedAndTheOthersGoOn() throws Exception {
        product(1, "long ".repeat(300), null);
        product(2, "fine", null);
        MappedRowSource source = open(PRODUCTS, new RowLimits(1000, 10_000));

        assertThat(source.list(source.root().uri(), null, 10)).hasSize(2);
        assertThat(problem(() -> source.open(uri("products", "1"))).code()).isEqualTo("document-cell-too-large");
        source.open(uri("products", "2")).close();
    }

    @Test
    void whatAChangeBearsOnIsFoundAlsoWithoutAnIndexAndForSeveralValues() throws Exception {
        cassandra.run(
                "CREATE TABLE IF NOT EXISTS shop.parts (place text, id int, brand_id int, PRIMARY KEY (place, id))");
        for (int id = 0; id < 12; id++) {
            insert("parts", Map.of("place", id % 2 == 0 ? "a" : "b", "id", id, "brand_id", id % 3));
        }
        MappedRowSource source = open("""
                - table: "{parts}"
                  key: [place, id]
                  title: "{{brand.name}}"
                  columns: [brand.name]
                  parents:
                    brand: {table: "{brands}", refer: {id: brand_id}}
                  access: [public]
                """, RowLimits.USUAL);
        RowChange moved =
                new RowChange("shop", "shop.brands", Kind.UPDATED, Map.of("id", "1"), Map.of("id", "2"), Instant.EPOCH);

        List<String> all = new ArrayList<>();
        List<String> page = source.affected(moved, null, 3);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = source.affected(moved, page.getLast(), 3);
        }

        assertThat(all)
                .doesNotHaveDuplicates()
                .isEqualTo(uris(source.list(source.root().uri(), null, 100)).stream()
                        .filter(uri -> Integer.parseInt(uri.substring(uri.lastIndexOf('/') + 1)) % 3 != 0)
                        .toList());
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThat(findings(PRODUCTS, "millrace"))
                .anyMatch(line -> line.startsWith("WARNING shop.products: Cassandra has no snapshots"))
                .anyMatch(line ->
                        line.startsWith("WARNING shop.reviews: rows of reviews are looked for by a secondary index"))
                .anyMatch(line -> line.contains("ALTER TABLE shop.reviews WITH cdc = true"))
                .noneMatch(line -> line.startsWith("ERROR"));
        assertThat(findings(PRODUCTS.replace("{product_id: id}", "{rating: id}"), "millrace"))
                .anyMatch(
                        line -> line.startsWith(
                                "ERROR shop.reviews: rows of reviews can't be looked for by rating, for shop.reviews is partitioned by id"));
        assertThat(findings(PLACES.replace("[region, code]", "[region]"), "millrace"))
                .anyMatch(line -> line.contains("write key: [region, code]"));
        assertThat(findings(PLACES.replace("{{name}}", "{{title}}"), "millrace"))
                .anyMatch(line -> line.contains("table shop.places has no column title (line 9)"));
        assertThat(findings(PLACES.replace("{places}", "{gone}"), "millrace"))
                .anyMatch(line -> line.startsWith("ERROR shop.gone: table shop.gone is not there"));
    }

    private List<String> findings(String documents, String user) throws IOException {
        SourceMapping mapping = cassandra.mapping(documents, user);
        try (RowReader reader = new CassandraReaders(CassandraSettings.USUAL).open(mapping, RowLimits.USUAL)) {
            return reader.inspect(mapping.documents().getFirst()).stream()
                    .map(finding -> finding.level() + " " + finding)
                    .toList();
        }
    }

    private static List<String> pages(RowSource source, int limit) throws IOException {
        List<String> all = new ArrayList<>();
        String after = null;
        while (true) {
            List<String> page = uris(source.list(source.root().uri(), after, limit));
            all.addAll(page);
            if (page.size() < limit) {
                return all;
            }
            after = page.getLast();
        }
    }
}
