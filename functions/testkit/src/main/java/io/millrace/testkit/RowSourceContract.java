package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource.Attributes;
import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
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
 * What every database as a source must do. An adapter's test extends this and gives, for each test, an empty database with these tables (or collections), and a source over it that
 * is called {@code shop} and whose user may read all columns but {@code secret}:
 *
 * <ul>
 *   <li>{@code products}: {@code id} (whole number, key), {@code name}, {@code price} (decimal of two places), {@code released} (date), {@code brand_id} (whole number), {@code owner},
 *       {@code team}, {@code secret} (texts)
 *   <li>{@code brands}: {@code id} (whole number, key), {@code name}
 *   <li>{@code reviews}: {@code id} (whole number, key), {@code product_id}, {@code rating} (whole numbers), {@code remark}
 *   <li>{@code places}: {@code region}, {@code code} (texts, key), {@code name}
 * </ul>
 */
public abstract class RowSourceContract {

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

    /** A source by a mapping whose {@code documents} are these, in YAML, with the tables' names in braces: {@code {products}}. */
    protected abstract RowSource open(String documents) throws IOException;

    /** A table as mappings write it. */
    protected abstract String table(String name);

    protected abstract void insert(String table, Map<String, Object> row) throws Exception;

    protected abstract void update(String table, Map<String, Object> key, Map<String, Object> changes) throws Exception;

    protected abstract void delete(String table, Map<String, Object> key) throws Exception;

    /** The columns of a whole product's document. */
    protected static final String PRODUCTS = """
            - table: "{products}"
              key: [id]
              title: "{{name}}"
              body: |
                {{name}} costs {{price}}{{#brand}}, from {{name}}{{/brand}}.
                {{#reviews}}
                - {{rating}}: {{remark}} ({{row.name}})
                {{/reviews}}
              children:
                reviews: {table: "{reviews}", refer: {product_id: id}, order: [id], limit: 3}
              parents:
                brand: {table: "{brands}", refer: {id: brand_id}}
              metadata: {price: number, released: date, brand.name: keyword}
              language: en
              access: {columns: {owner: user, team: group}}
              never: [secret]
            """;

    protected static final String PLACES = """
            - table: "{places}"
              key: [region, code]
              title: "{{name}}"
              columns: [name, code]
              access: [public]
            """;

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
        assertThat(problem(() -> source.open(uri)).category()).isEqualTo(Category.GONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01", " 1", "1.0", "one", "1/2", "%31", "99999999999999999999"})
    void aRowHasOneSpelling(String key) throws Exception {
        product(1, "Anvil", null);
        RowSource source = open(PRODUCTS);
        String other = source.root().uri() + table("products") + "/" + key;

        assertThat(source.contains(other)).isFalse();
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
                        .noneMatch(AccessList.PUBLIC::equals));
    }

    @Test
    void aChangeBearsOnTheRowUnderItsOldAndItsNewKey() throws Exception {
        RowSource source = open(PRODUCTS);

        assertThat(affected(source, change("products", Kind.INSERTED, null, row("id", "1"))))
                .containsExactly(uri("products", "1"));
        assertThat(affected(source, change("products", Kind.UPDATED, row("id", "1"), row("id", "2"))))
                .containsExactly(uri("products", "1"), uri("products", "2"));
        assertThat(affected(source, change("products", Kind.UPDATED, null, row("id", "2"))))
                .containsExactly(uri("products", "2"));
        assertThat(affected(source, change("products", Kind.DELETED, row("id", "1"), null)))
                .containsExactly(uri("products", "1"));
    }

    @Test
    void aChildsChangeBearsOnTheRowsThatItReferredToAndRefersTo() throws Exception {
        product(1, "Anvil", null);
        product(2, "Bolt", null);
        RowSource source = open(PRODUCTS);

        assertThat(affected(source, change("reviews", Kind.UPDATED, row("product_id", "1"), row("product_id", "2"))))
                .containsExactlyInAnyOrder(uri("products", "1"), uri("products", "2"));
        assertThat(affected(source, change("reviews", Kind.INSERTED, null, row("product_id", "2"))))
                .containsExactly(uri("products", "2"));
        assertThat(affected(source, change("reviews", Kind.DELETED, row("product_id", "1"), null)))
                .containsExactly(uri("products", "1"));
        assertThat(affected(source, change("reviews", Kind.DELETED, row("product_id", "7"), null)))
                .isEmpty();
        assertThat(affected(source, change("reviews", Kind.INSERTED, null, row("product_id", null))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    void aParentsChangeBearsOnAllRowsThatReferToItPageByPage(int limit) throws Exception {
        for (int id = 1; id <= 7; id++) {
            product(id, "p" + id, id % 2 == 0 ? 4 : 5);
        }
        RowSource source = open(PRODUCTS);
        RowChange change = change("brands", Kind.UPDATED, null, row("id", "5"));

        List<String> all = new ArrayList<>();
        List<String> page = source.affected(change, null, limit);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            page = page.size() < limit ? List.of() : source.affected(change, page.getLast(), limit);
        }

        assertThat(all)
                .containsExactlyInAnyOrder(
                        uri("products", "1"), uri("products", "3"), uri("products", "5"), uri("products", "7"));
    }

    @Test
    void aChangeThatTellsTooLittleIsRefusedWithTheRemedy() throws Exception {
        RowSource source = open(PRODUCTS);

        for (RowChange change : List.of(
                change("reviews", Kind.UPDATED, null, row("product_id", "1")),
                change("reviews", Kind.DELETED, row("id", "1"), null),
                change("products", Kind.DELETED, null, null))) {
            Problem problem = problem(() -> source.affected(change, null, 10));
            assertThat(problem.category()).isEqualTo(Category.UNPROCESSABLE);
            assertThat(problem.code()).isEqualTo("row-change-incomplete");
            assertThat(problem.detail()).contains(change.table(), "REPLICA IDENTITY FULL", "binlog_row_image=FULL");
        }
    }

    @Test
    void saysWhichTablesAndColumnsItFollows() throws Exception {
        RowSource source = open(PRODUCTS + PLACES);

        assertThat(source.capturedColumns())
                .isEqualTo(Map.of(
                        table("products"), Set.of("id"),
                        table("brands"), Set.of("id"),
                        table("reviews"), Set.of("product_id"),
                        table("places"), Set.of("region", "code")));
        assertThat(source.affectedTables(table("brands"))).containsExactly(uri("products", ""));
        assertThat(source.affectedTables(table("places"))).containsExactly(uri("places", ""));
        assertThat(source.affectedTables("elsewhere")).isEmpty();
    }

    protected final void product(int id, String name, @Nullable Integer brand) throws Exception {
        Map<String, Object> row = new HashMap<>(Map.of(
                "id",
                id,
                "name",
                name,
                "price",
                new BigDecimal("12.50"),
                "released",
                LocalDate.of(2024, 2, 29),
                "owner",
                "ann",
                "team",
                "sales",
                "secret",
                "s3cret"));
        if (brand != null) {
            row.put("brand_id", brand);
        }
        insert("products", row);
    }

    protected final void brand(int id, String name) throws Exception {
        insert("brands", Map.of("id", id, "name", name));
    }

    protected final void review(int id, int product, String remark) throws Exception {
        insert("reviews", Map.of("id", id, "product_id", product, "rating", 3, "remark", remark));
    }

    protected final void place(String region, String code, String name) throws Exception {
        insert("places", Map.of("region", region, "code", code, "name", name));
    }

    protected final String uri(String table, String... key) {
        return key.length == 1 && key[0].isEmpty()
                ? new RowUri("shop", table(table), List.of()).toString()
                : new RowUri("shop", table(table), List.of(key)).toString();
    }

    protected static String text(Content content) throws IOException {
        return new String(content.content().readAllBytes(), StandardCharsets.UTF_8);
    }

    protected static List<String> uris(List<Entry> entries) {
        return entries.stream().map(Entry::uri).toList();
    }

    /** Something that is to fail. */
    protected interface Failing {
        void run() throws IOException;
    }

    protected static Problem problem(Failing failing) {
        return catchThrowableOfType(ProblemException.class, failing::run).problem();
    }

    private String mark(RowSource source, int id) throws IOException {
        return source.find(List.of(uri("products", Integer.toString(id))))
                .getFirst()
                .etag();
    }

    private static int id(String uri) {
        return Integer.parseInt(RowUri.parse(uri).key().getFirst());
    }

    private static List<String> affected(RowSource source, RowChange change) throws IOException {
        return source.affected(change, null, 100);
    }

    private RowChange change(
            String table,
            Kind kind,
            @Nullable Map<String, @Nullable String> before,
            @Nullable Map<String, @Nullable String> after) {
        return new RowChange(
                "shop",
                table(table),
                kind,
                before == null ? Map.of() : before,
                after == null ? Map.of() : after,
                Instant.EPOCH);
    }

    private static Map<String, @Nullable String> row(String column, @Nullable String value) {
        Map<String, @Nullable String> row = new HashMap<>();
        row.put(column, value);
        return row;
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
