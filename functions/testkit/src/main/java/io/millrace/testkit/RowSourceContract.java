package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource.Attributes;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every database as a source must do. An adapter's test extends this and gives what {@link RowTables} asks for; {@link RowChangesContract} comes with it.
 */
public abstract class RowSourceContract extends RowChangesContract {

    /** What percent-encoding moves, what paths separate by, and what lies past the 16-bit characters. */
    private static final List<String> ODD_KEYS = List.of(
            "plain",
            "with space",
            "a/b",
            "a%2Fb",
            "per%cent",
            "plus+sign",
            "quote'\"`;--",
            "back\\slash",
            "ümlaut ßé",
            "emoji\uD83D\uDE00",
            "a#b?c&d=e",
            "..",
            "$1 ? :name {}");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1000})
    void listsEachRowOnceHoweverLargeThePages(int limit) throws Exception {
        for (int id = 1; id <= 9; id++) {
            product(id, "p" + id, null);
        }
        brand(1, "one");
        RowSource source = open(PRODUCTS + """
                - {table: "{brands}", key: [id], title: "{{name}}", columns: [name], access: [public]}
                """);

        List<String> uris = uris(pages(source, source.root().uri(), limit));

        assertThat(uris)
                .hasSize(10)
                .doesNotHaveDuplicates()
                .isEqualTo(uris(pages(source, source.root().uri(), 100)));
    }

    @Test
    void goesOnAfterARowThatHasGoneMeanwhile() throws Exception {
        for (int id = 1; id <= 4; id++) {
            product(id, "p" + id, null);
        }
        RowSource source = open(PRODUCTS);
        List<String> all = uris(source.list(source.root().uri(), null, 10));
        delete("products", Map.of("id", id(all.get(1))));
        delete("products", Map.of("id", id(all.get(2))));

        assertThat(uris(source.list(source.root().uri(), all.get(1), 10))).containsExactly(all.get(3));
    }

    @Test
    void opensWhatItListsWhateverItsKey() throws Exception {
        for (String region : ODD_KEYS) {
            place(region, "1", "place " + region);
            place("x", region, "place x " + region);
        }
        RowSource source = open(PLACES);

        List<Entry> entries = pages(source, source.root().uri(), 3);

        assertThat(entries).hasSize(2 * ODD_KEYS.size());
        Set<String> titles = new TreeSet<>();
        for (Entry entry : entries) {
            assertThat(entry.uri()).startsWith(source.root().uri()).matches("\\p{ASCII}+");
            assertThat(source.serves(entry.uri())).isTrue();
            assertThat(source.contains(entry.uri())).isTrue();
            try (Content content = source.open(entry.uri())) {
                assertThat(content.etag()).isEqualTo(entry.etag());
                assertThat(content.bytes()).isEqualTo(entry.bytes());
                String code = RowUri.parse(entry.uri()).key().get(1);
                assertThat(text(content)).endsWith("## code\n\n" + code + "\n\n");
                titles.add(String.valueOf(content.attributes().title()));
            }
        }
        assertThat(titles).hasSize(2 * ODD_KEYS.size());
        assertThat(source.find(uris(entries))).hasSameElementsAs(entries);
        assertThat(source.missing(uris(entries))).contains(Set.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "11", "", "2", "9"})
    void listsWhatStartsWithAPrefixAndTheRowItselfFirst(String end) throws Exception {
        for (int id : List.of(1, 2, 10, 11, 110, 111)) {
            product(id, "p" + id, null);
        }
        RowSource source = open(PRODUCTS);
        String prefix = uri("products", end);

        List<String> listed = uris(pages(source, prefix, 2));

        assertThat(listed)
                .hasSameElementsAs(uris(source.list(source.root().uri(), null, 100)).stream()
                        .filter(uri -> uri.startsWith(prefix))
                        .toList())
                .doesNotHaveDuplicates();
        if (listed.contains(prefix)) {
            assertThat(listed.getFirst()).isEqualTo(prefix);
        }
    }

    @Test
    void makesADocumentOfARowAndWhatIsJoinedToIt() throws Exception {
        brand(5, "Acme");
        product(1, "Anvil", 5);
        for (int id = 14; id > 10; id--) {
            review(id, 1, "no. " + id);
        }
        RowSource source = open(PRODUCTS);

        try (Content content = source.open(uri("products", "1"))) {
            assertThat(content.contentType()).startsWith("text/markdown");
            assertThat(text(content)).isEqualTo("""
                    Anvil costs 12.50, from Acme.
                    - 3: no. 11 (Anvil)
                    - 3: no. 12 (Anvil)
                    - 3: no. 13 (Anvil)
                    """);
            Attributes attributes = content.attributes();
            assertThat(attributes.title()).isEqualTo("Anvil");
            assertThat(attributes.access()).isEqualTo(new AccessList(List.of("group:sales", "user:ann")));
            assertThat(attributes.metadata())
                    .containsOnly(
                            Map.entry("price", "12.50"),
                            Map.entry("released", "2024-02-29"),
                            Map.entry("brand.name", "Acme"),
                            Map.entry("language", "en"),
                            Map.entry("row.table", table("products")),
                            Map.entry("row.key", "1"));
        }
    }

    @Test
    void theMarkChangesWithWhatIsIndexedAndWithNothingElse() throws Exception {
        brand(5, "Acme");
        product(1, "Anvil", 5);
        review(1, 1, "fine");
        RowSource source = open(PRODUCTS);
        Set<String> marks = new TreeSet<>();
        marks.add(mark(source, 1));

        update("products", Map.of("id", 1), Map.of("secret", "changed"));
        marks.add(mark(source, 1));
        assertThat(marks).hasSize(1);

        update("reviews", Map.of("id", 1), Map.of("remark", "better"));
        marks.add(mark(source, 1));
        update("brands", Map.of("id", 5), Map.of("name", "Ajax"));
        marks.add(mark(source, 1));
        update("products", Map.of("id", 1), Map.of("owner", "bob"));
        marks.add(mark(source, 1));
        delete("reviews", Map.of("id", 1));
        marks.add(mark(source, 1));
        assertThat(marks).hasSize(5);
    }

    @Test
    void saysThatARowIsGone() throws Exception {
        product(1, "Anvil", null);
        RowSource source = open(PRODUCTS);
        delete("products", Map.of("id", 1));
        String uri = uri("products", "1");

        assertThat(source.contains(uri)).isFalse();
        assertThat(source.find(List.of(uri))).isEmpty();
        assertThat(source.missing(List.of(uri))).contains(Set.of(uri));
        assertThat(problem(() -> source.open(uri)).category()).isEqualTo(Category.GONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", " 1", "1.0", "one", "1/2", "%31", "99999999999999999999"})
    void aRowHasOneSpelling(String key) throws Exception {
        product(1, "Anvil", null);
        RowSource source = open(PRODUCTS);
        String other = source.root().uri() + table("products") + "/" + key;

        assertThat(source.contains(other)).isFalse();
        assertThat(source.missing(List.of(other, uri("products", "1")))).contains(Set.of(other));
        assertThat(uris(source.find(List.of(other, uri("products", "1"))))).containsExactly(uri("products", "1"));
    }

    @Test
    void aRowThatNamesNobodyIsSeenByNobody() throws Exception {
        product(1, "Anvil", null);
        RowSource source = open(PRODUCTS);
        Map<String, Object> nobody = new HashMap<>();
        nobody.put("owner", null);
        nobody.put("team", null);
        update("products", Map.of("id", 1), nobody);
        String uri = uri("products", "1");

        assertThat(problem(() -> source.open(uri)).code()).isEqualTo("document-access-empty");
        assertThat(source.find(List.of(uri)))
                .singleElement()
                .satisfies(entry -> assertThat(entry.access(AccessList.EVERYONE).principals())
                        .containsExactly("user:nobody@row.millrace.invalid"));
    }

    private String mark(RowSource source, int id) throws IOException {
        return source.find(List.of(uri("products", Integer.toString(id))))
                .getFirst()
                .etag();
    }

    private static int id(String uri) {
        return Integer.parseInt(RowUri.parse(uri).key().getFirst());
    }

    private static List<Entry> pages(RowSource source, String prefix, int limit) throws IOException {
        List<Entry> all = new ArrayList<>();
        @Nullable String after = null;
        List<Entry> page;
        do {
            page = source.list(prefix, after, limit);
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            after = page.isEmpty() ? after : page.getLast().uri();
        } while (page.size() == limit);
        return all;
    }
}
