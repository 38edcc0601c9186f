package io.millrace.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.problem.Problem;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowSource;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.RowLimits;
import io.millrace.testkit.RowSourceContract;
import io.millrace.testkit.TestServers;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@Tag("containers")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MongoRowsTest extends RowSourceContract {

    private static final String NOT_MONGODB = "MongoDB itself is a replica set and does not tell what it was asked";

    private static final String NOTES = """
            - collection: notes
              key: [_id]
              title: "{{title}}"
              columns: [title]
              access: [public]
            """;

    private final TestedMongo mongo = new TestedMongo();
    private final List<MappedRowSource> open = new ArrayList<>();

    @BeforeEach
    void create() {
        mongo.create();
        mongo.finds().clear();
    }

    @AfterEach
    void close() {
        open.forEach(MappedRowSource::close);
        open.clear();
    }

    @AfterAll
    void stop() {
        mongo.close();
    }

    @Override
    protected RowSource open(String documents) {
        return open(documents, RowLimits.USUAL);
    }

    private MappedRowSource open(String documents, RowLimits limits) {
        MappedRowSource source = mongo.open(documents, limits);
        open.add(source);
        return source;
    }

    @Override
    protected String table(String name) {
        return name;
    }

    @Override
    protected void insert(String table, Map<String, Object> row) {
        mongo.database().getCollection(table).insertOne(stored(row));
    }

    @Override
    protected void update(String table, Map<String, Object> key, Map<String, Object> changes) {
        mongo.database().getCollection(table).updateOne(equal(key), new org.bson.Document("$set", stored(changes)));
    }

    @Override
    protected void delete(String table, Map<String, Object> key) {
        mongo.database().getCollection(table).deleteOne(equal(key));
    }

    private static Bson equal(Map<String, Object> key) {
        return Filters.and(key.entrySet().stream()
                .map(field -> Filters.eq(field.getKey(), field.getValue()))
                .toList());
    }

    /** MongoDB has no dates without a time. */
    private static org.bson.Document stored(Map<String, Object> row) {
        org.bson.Document stored = new org.bson.Document();
        row.forEach((name, value) -> stored.put(name, value instanceof LocalDate ? value.toString() : value));
        return stored;
    }

    private void note(Object id, String title) {
        insert("notes", new LinkedHashMap<>(Map.of("_id", id, "title", title)));
    }

    @Test
    @DisabledIfSystemProperty(named = TestServers.CONTAINERS, matches = "true", disabledReason = NOT_MONGODB)
    void namesFieldsWithinDocumentsAndListsByDots() throws Exception {
        insert(
                "products",
                Map.of(
                        "id", 1,
                        "maker", new org.bson.Document("city", "Graz").append("phone", "secret"),
                        "sizes",
                                List.of(
                                        new org.bson.Document("name", "S").append("cost", 3),
                                        new org.bson.Document("name", "L")),
                        "tags", Arrays.asList("red", null, "blue")));
        RowSource source = open("""
                - collection: products
                  key: [id]
                  title: "{{maker.city}}"
                  body: "{{maker.city}}: {{sizes.name}}; {{tags}}; {{#sizes.cost}}{{.}}{{/sizes.cost}}"
                  metadata: {maker.city: keyword}
                  access: [public]
                  never: [maker.phone]
                """);

        try (Content content = source.open(uri("products", "1"))) {
            assertThat(text(content)).isEqualTo("Graz: S, L; red, , blue; 3");
            assertThat(content.attributes().metadata()).containsEntry("maker.city", "Graz");
        }
        assertThat(mongo.finds())
                .allSatisfy(find -> assertThat(projected(find))
                        .containsExactlyInAnyOrder("_id", "id", "maker.city", "sizes.name", "sizes.cost", "tags"));
    }

    @Test
    @DisabledIfSystemProperty(named = TestServers.CONTAINERS, matches = "true", disabledReason = NOT_MONGODB)
    void asksForNoFieldThatTheMappingDoesNotName() throws Exception {
        brand(5, "Acme");
        product(1, "Anvil", 5);
        review(1, 1, "fine");
        RowSource source = open(PRODUCTS);

        source.list(source.root().uri(), null, 10);
        source.open(uri("products", "1")).close();

        assertThat(mongo.finds())
                .hasSizeGreaterThan(4)
                .allSatisfy(find -> assertThat(projected(find)).contains("_id").doesNotContain("secret"));
    }

    @Test
    @DisabledIfSystemProperty(named = TestServers.CONTAINERS, matches = "true", disabledReason = NOT_MONGODB)
    void aFieldInWhichSomethingIsNeverToBeReadIsNotReadWhole() {
        insert("products", Map.of("id", 1, "maker", new org.bson.Document("phone", "secret")));
        RowSource source = open("""
                - collection: products
                  key: [id]
                  title: "{{maker}}"
                  columns: [maker]
                  access: [public]
                  never: [maker.phone]
                """);

        Problem problem = problem(() -> source.open(uri("products", "1")));

        assertThat(problem.code()).isEqualTo("row-mapping-wrong");
        assertThat(problem.detail()).contains("maker.phone", "shop.yaml:");
        assertThat(mongo.finds()).isEmpty();
    }

    @Test
    void aListOfReferencesIsJoinedToEachOfThem() throws Exception {
        brand(5, "Acme");
        brand(6, "Ajax");
        insert("products", Map.of("id", 1, "name", "Anvil", "brand_ids", List.of(6, 5)));
        insert("products", Map.of("id", 2, "name", "Bolt"));
        RowSource source = open("""
                - collection: products
                  key: [id]
                  title: "{{name}}"
                  body: "{{#brands}}{{name}} {{/brands}}"
                  children:
                    brands: {collection: brands, refer: {id: brand_ids}, order: [name]}
                  access: [public]
                """);

        try (Content one = source.open(uri("products", "1"));
                Content two = source.open(uri("products", "2"))) {
            assertThat(text(one)).isEqualTo("Acme Ajax ");
            assertThat(text(two)).isEmpty();
        }
        assertThat(source.affected(
                        new RowChange(
                                "shop", "brands", RowChange.Kind.INSERTED, Map.of(), Map.of("id", "5"), Instant.EPOCH),
                        null,
                        10))
                .containsExactly(uri("products", "1"));
    }

    @Test
    void aMemberWithALongCellOrWithBytesIsRefusedAndTheOthersGoOn() throws Exception {
        note(1, "long ".repeat(300));
        insert("notes", Map.of("_id", 2, "title", new byte[] {1}));
        note(3, "fine");
        MappedRowSource source = open(NOTES, new RowLimits(1000, 10_000));

        assertThat(pages(source, 10)).hasSize(3);
        assertThat(problem(() -> source.open(uri("notes", "1"))).code()).isEqualTo("document-cell-too-large");
        assertThat(problem(() -> source.open(uri("notes", "2"))).code()).isEqualTo("document-cell-binary");
        source.open(uri("notes", "3")).close();
    }

    @Test
    void ofACollectionThatIsNotThereNothingIsGone() {
        RowSource source = open(NOTES);

        assertThat(problem(() -> source.open(uri("notes", "1")))).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("row-mapping-wrong");
            assertThat(problem.detail()).contains("collection notes is not there");
        });
        assertThat(problem(() -> source.list(source.root().uri(), null, 10)).code())
                .isEqualTo("row-mapping-wrong");
    }

    @Test
    @DisabledIfSystemProperty(named = TestServers.CONTAINERS, matches = "true", disabledReason = NOT_MONGODB)
    void saysWhatIsMissing() throws Exception {
        mongo.database().createCollection("notes");

        assertThat(mongo.findings(PRODUCTS))
                .anyMatch(line -> line.startsWith("WARNING products: the server is no replica set"))
                .anyMatch(line -> line.startsWith("WARNING products: the server has no snapshots"))
                .anyMatch(line -> line.contains("reviews: no index begins with product_id")
                        && line.contains("db.reviews.createIndex({\"product_id\": 1})"))
                .anyMatch(line -> line.contains("reviews: its change stream does not tell")
                        && line.contains("collMod: \"reviews\""))
                .noneMatch(line -> line.startsWith("ERROR"));
        assertThat(mongo.findings(NOTES)).singleElement().asString().contains("no replica set");
        assertThat(mongo.findings(NOTES.replace("[_id]", "[name]")))
                .anyMatch(line -> line.startsWith("ERROR notes: no unique index is of the key (name)"));
        assertThat(mongo.findings(NOTES.replace("notes", "gone")))
                .anyMatch(line -> line.startsWith("ERROR gone: collection gone is not there"));
    }

    @Test
    @DisabledIfSystemProperty(named = TestServers.CONTAINERS, matches = "true", disabledReason = NOT_MONGODB)
    void saysThatTheGrantOfAChangeStreamIsMissing() throws Exception {
        mongo.database().createCollection("notes");
        mongo.replicated(true);
        try {
            assertThat(mongo.findings(NOTES)).isEmpty();

            mongo.refuseStreams(new MongoServerError(13, "Unauthorized", "not authorized on shop"));

            assertThat(mongo.findings(NOTES))
                    .singleElement()
                    .asString()
                    .contains("WARNING notes: the server lets no change stream be opened (error 13)", "role `read`");
        } finally {
            mongo.replicated(false);
            mongo.refuseStreams(null);
        }
    }

    /** Which fields it asked for; {@code _id} is among them to be left out. */
    private static Set<String> projected(Document find) {
        return find.get("projection") instanceof Document projection ? projection.keySet() : Set.of();
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
