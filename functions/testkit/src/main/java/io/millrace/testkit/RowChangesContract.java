package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.core.row.RowSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which documents a changed row bears on: a part of {@link RowSourceContract}. */
abstract class RowChangesContract extends RowTables {

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
}
