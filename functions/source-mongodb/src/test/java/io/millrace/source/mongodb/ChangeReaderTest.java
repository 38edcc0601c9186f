package io.millrace.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.SourceMapping;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonString;
import org.bson.codecs.DecoderContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With events as MongoDB's manual has them ("Change Events"), less what the pipeline leaves out, read by the driver's own codec. */
class ChangeReaderTest {

    private static final String EVENT = """
            {_id: {_data: "8263"}, operationType: "%s", clusterTime: {$timestamp: {t: 1709208000, i: 3}},
             wallTime: {$date: "2024-02-29T12:00:00.5Z"}, ns: {db: "shop", coll: "%s"}, %s}""";

    private static final Map<String, Set<String>> COLUMNS = Map.of(
            "products", Set.of("_id"),
            "brands", Set.of("_id"),
            "tags", Set.of("product_ids"),
            "reviews", Set.of("product.id"));

    private ChangeReader reader;

    @BeforeEach
    void mapping() throws Exception {
        SourceMapping mapping = MappingReader.read("shop.yaml", """
                name: shop
                engine: mongodb
                url: mongodb://none/shop
                documents:
                  - collection: products
                    key: [_id]
                    title: "{{brand.name}}"
                    body: "{{#reviews}}{{text}}{{/reviews}}{{#tags}}{{name}}{{/tags}}"
                    parents:
                      brand: {collection: brands, refer: {_id: brand_id}}
                    children:
                      reviews: {collection: reviews, refer: {product.id: _id}}
                      tags: {collection: tags, refer: {product_ids: _id}}
                    access: [public]
                """);
        reader = new ChangeReader(mapping, COLUMNS, true);
    }

    @Test
    void aNewMemberHasTheTextsThatItsRowsHave() {
        MongoChange change = read(
                "insert",
                "products",
                "documentKey: {_id: {$oid: \"599af247bb69cd89961c986d\"}}, fullDocument: {_id: {$oid: \"599af247bb69cd89961c986d\"}}");

        assertThat(change.changes())
                .containsExactly(new RowChange(
                        "shop",
                        "products",
                        Kind.INSERTED,
                        Map.of(),
                        Map.of("_id", "599af247bb69cd89961c986d"),
                        Instant.parse("2024-02-29T12:00:00.5Z")));
        assertThat(change.token()).isEqualTo("{\"_data\": \"8263\"}");
        assertThat(change.last()).isFalse();
    }

    @Test
    void anUpdateKeepsWhatItDoesNotName() {
        RowChange change = only(read(
                "update",
                "reviews",
                "documentKey: {_id: 1}, updateDescription: {updatedFields: {\"product.name\": \"x\", stars: 5}, removedFields: [\"by\"], truncatedArrays: [{field: \"photos\", newSize: 1}]},"
                        + " fullDocument: {_id: 1, product: {id: 7}}"));

        assertThat(change.before()).containsOnly(Map.entry("_id", "1"), Map.entry("product.id", "7"));
        assertThat(change.after()).isEqualTo(change.before());
    }

    @Test
    void ofAMovedMemberWithoutAnImageOnlyItsIdIsKnownBefore() {
        for (String fields : List.of("{\"product.id\": 8}", "{product: {id: 8}}")) {
            RowChange change = only(read(
                    "update",
                    "reviews",
                    "documentKey: {_id: 1}, updateDescription: {updatedFields: " + fields
                            + ", removedFields: []}, fullDocument: {_id: 1, product: {id: 8}}"));

            assertThat(change.before()).containsOnlyKeys("_id");
            assertThat(change.after()).containsEntry("product.id", "8");
        }
        assertThat(only(read("replace", "reviews", "documentKey: {_id: 1}, fullDocument: {_id: 1, product: {id: 8}}"))
                        .before())
                .containsOnlyKeys("_id");
    }

    @Test
    void anImageTellsAllOfBefore() {
        String image = "documentKey: {_id: 1}, fullDocumentBeforeChange: {_id: 1, product: {id: 7}}";

        assertThat(only(read("delete", "reviews", image)).before()).containsEntry("product.id", "7");
        assertThat(only(read("replace", "reviews", image + ", fullDocument: {_id: 1, product: {id: 8}}")))
                .satisfies(change -> {
                    assertThat(change.kind()).isEqualTo(Kind.UPDATED);
                    assertThat(change.before()).containsEntry("product.id", "7");
                    assertThat(change.after()).containsEntry("product.id", "8");
                });
    }

    @Test
    void aDeletionHasAtLeastTheKey() {
        assertThat(only(read("delete", "products", "documentKey: {_id: 7, shard: \"a\"}")))
                .satisfies(change -> {
                    assertThat(change.before()).containsExactly(Map.entry("_id", "7"));
                    assertThat(change.after()).isEmpty();
                });
        assertThat(only(read("delete", "reviews", "documentKey: {_id: 7}")).before())
                .doesNotContainKey("product.id");
    }

    @Test
    void anUpdateOfWhatIsGoneSinceIsLeftToItsDeletion() {
        assertThat(read(
                                "update",
                                "reviews",
                                "documentKey: {_id: 1}, updateDescription: {updatedFields: {stars: 5}, removedFields: []}, fullDocument: null")
                        .changes())
                .isEmpty();
    }

    @Test
    void aListOfReferencesIsAChangeForEachOfThem() {
        MongoChange change = read(
                "update",
                "tags",
                "documentKey: {_id: 1}, fullDocumentBeforeChange: {_id: 1, product_ids: [5]}, fullDocument: {_id: 1, product_ids: [6, 7]},"
                        + " updateDescription: {updatedFields: {product_ids: [6, 7]}, removedFields: []}");

        assertThat(change.changes())
                .extracting(each ->
                        each.before().get("product_ids") + " " + each.after().get("product_ids"))
                .containsExactly("5 6", "5 7");
        assertThat(only(read("insert", "tags", "documentKey: {_id: 1}, fullDocument: {_id: 1, product_ids: []}"))
                        .after())
                .containsEntry("product_ids", null);
        assertThat(only(read("insert", "tags", "documentKey: {_id: 1}, fullDocument: {_id: 1, product_ids: {a: 1}}"))
                        .after())
                .doesNotContainKey("product_ids");
    }

    @Test
    void collectionsThatAreDroppedOrRenamedAreSaid() {
        assertThat(read("drop", "reviews", "x: 1").altered()).containsExactly("reviews");
        assertThat(read("rename", "reviews", "to: {db: \"shop\", coll: \"old\"}")
                        .altered())
                .containsExactly("reviews");
        assertThat(read("rename", "old", "to: {db: \"shop\", coll: \"reviews\"}")
                        .altered())
                .containsExactly("reviews");
        assertThat(read("create", "reviews", "x: 1").altered()).isEmpty();
    }

    @Test
    void theEndOfADatabaseIsTheEndOfTheStream() {
        MongoChange dropped = read("{_id: {_data: \"82\"}, operationType: \"dropDatabase\", ns: {db: \"shop\"}}");
        MongoChange end = read("{_id: {_data: \"83\"}, operationType: \"invalidate\"}");

        assertThat(dropped.altered()).isEqualTo(COLUMNS.keySet());
        assertThat(dropped.last()).isFalse();
        assertThat(end.last()).isTrue();
        assertThat(end.token()).contains("83");
    }

    @Test
    void aServerWithoutTheTimeOfDayHasItInSeconds() {
        BsonDocument event = BsonDocument.parse(
                EVENT.formatted("insert", "products", "documentKey: {_id: 1}, fullDocument: {_id: 1}"));
        event.remove("wallTime");

        assertThat(only(read(event.toJson())).committedAt()).isEqualTo(Instant.parse("2024-02-29T12:00:00Z"));
    }

    private static RowChange only(MongoChange change) {
        assertThat(change.changes()).hasSize(1);
        return change.changes().getFirst();
    }

    private MongoChange read(String operation, String collection, String rest) {
        return read(EVENT.formatted(operation, collection, rest));
    }

    private MongoChange read(String event) {
        return reader.read(
                ChangeStreamDocument.createCodec(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry())
                        .decode(
                                new BsonDocumentReader(named(BsonDocument.parse(event))),
                                DecoderContext.builder().build()));
    }

    /** As the pipeline leaves an update: with the names of what changed, and no more. */
    private static BsonDocument named(BsonDocument event) {
        BsonArray names = new BsonArray();
        if (event.remove("updateDescription") instanceof BsonDocument description) {
            description.getDocument("updatedFields").keySet().forEach(name -> names.add(new BsonString(name)));
            names.addAll(description.getArray("removedFields"));
            description
                    .getArray("truncatedArrays", new BsonArray())
                    .forEach(each -> names.add(each.asDocument().get("field")));
        }
        return event.append(ChangePipeline.CHANGED, names);
    }
}
