package io.millrace.testkit;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowSource;
import io.millrace.core.row.RowUri;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables that the contract of databases rests on, and a source over them that is called {@code shop} and whose user may read all columns but {@code secret}; each test begins with
 * empty ones:
 *
 * <ul>
 *   <li>{@code products}: {@code id} (whole number, key), {@code name}, {@code price} (decimal of two places), {@code released} (date), {@code brand_id} (whole number), {@code owner},
 *       {@code team}, {@code secret} (texts)
 *   <li>{@code brands}: {@code id} (whole number, key), {@code name}
 *   <li>{@code reviews}: {@code id} (whole number, key), {@code product_id}, {@code rating} (whole numbers), {@code remark}
 *   <li>{@code places}: {@code region}, {@code code} (texts, key), {@code name}
 * </ul>
 */
abstract class RowTables {

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
}
