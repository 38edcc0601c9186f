package io.millrace.source.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.RowLimits;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Keys of MongoDB's many types, in collections that need not keep to one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MongoKeysTest {

    private final TestedMongo mongo = new TestedMongo();
    private final List<MappedRowSource> open = new ArrayList<>();

    @BeforeEach
    void create() {
        mongo.create();
        mongo.database().createCollection("notes");
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

    @Test
    void opensMembersByIdsOfEveryTypeThatHasAText() throws Exception {
        Map<Object, String> ids = new LinkedHashMap<>();
        ids.put(-3, "-3");
        ids.put(5L, "5");
        ids.put(6.0, "6");
        ids.put(0.25, "0.25");
        ids.put(new Decimal128(new BigDecimal("7.50")), "7.50");
        ids.put("a/b", "a/b");
        ids.put("42", "42");
        ids.put("0123456789abcdef01234567", "0123456789abcdef01234567");
        ids.put(new ObjectId("65e0c0ffee65e0c0ffee65e0"), "65e0c0ffee65e0c0ffee65e0");
        ids.put(
                new BsonBinary(UUID.fromString("123e4567-e89b-12d3-a456-426614174000")),
                "123e4567-e89b-12d3-a456-426614174000");
        ids.put(true, "true");
        ids.put(Date.from(Instant.parse("2024-02-29T12:00:00.250Z")), "2024-02-29T12:00:00.25Z");
        ids.forEach((id, text) -> note(id, "note " + text));
        note(new Document("a", 1), "an embedded document is no key");
        RowSource source = open();

        for (int limit : List.of(1, 5, 100)) {
            assertThat(pages(source, limit))
                    .containsExactlyInAnyOrderElementsOf(
                            ids.values().stream().map(text -> uri(text)).toList());
        }
        for (String text : ids.values()) {
            try (Content content = source.open(uri(text))) {
                assertThat(content.attributes().title()).isEqualTo("note " + text);
            }
        }
        assertThat(source.contains(uri("6.0"))).isFalse();
        assertThat(source.contains(uri("05"))).isFalse();
    }

    @Test
    void goesOnAfterAMemberThatHasGoneInACollectionOfTextsThatLookLikeNumbers() throws Exception {
        for (int id = 1; id <= 6; id++) {
            note(Integer.toString(id), "note " + id);
        }
        RowSource source = open();
        mongo.database().getCollection("notes").deleteOne(Filters.eq("_id", "3"));

        assertThat(uris(source.list(source.root().uri(), uri("3"), 100))).containsExactly(uri("4"), uri("5"), uri("6"));
    }

    @Test
    void ofTwoMembersWhoseKeysReadAlikeTheNumberHasTheUri() throws Exception {
        note("5", "the text");
        note("7", "another text");
        note(5, "the number");
        RowSource source = open();

        assertThat(pages(source, 1)).containsExactly(uri("5"), uri("7"));
        try (Content content = source.open(uri("5"))) {
            assertThat(content.attributes().title()).isEqualTo("the number");
        }
    }

    private RowSource open() {
        MappedRowSource source = mongo.open("""
                - collection: notes
                  key: [_id]
                  title: "{{title}}"
                  columns: [title]
                  access: [public]
                """, RowLimits.USUAL);
        open.add(source);
        return source;
    }

    private void note(Object id, String title) {
        mongo.database().getCollection("notes").insertOne(new Document("_id", id).append("title", title));
    }

    private static String uri(String key) {
        return new RowUri("shop", "notes", List.of(key)).toString();
    }

    private static List<String> uris(List<Entry> entries) {
        return entries.stream().map(Entry::uri).toList();
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
