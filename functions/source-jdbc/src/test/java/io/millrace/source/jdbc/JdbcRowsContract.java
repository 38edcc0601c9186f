package io.millrace.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.document.DocumentSource.Content;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.row.RowSource;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.MappingException;
import io.millrace.source.row.MappingReader;
import io.millrace.source.row.RowDocument;
import io.millrace.source.row.RowDocument.Mapped;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.RowLimits;
import io.millrace.source.row.SourceCheck;
import io.millrace.source.row.SourceMapping;
import io.millrace.testkit.RowSourceContract;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The contract of rows, by a user that may not read the columns that are never to be read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcRowsContract extends RowSourceContract {

    final TestedDatabase database;
    private final List<MappedRowSource> open = new ArrayList<>();

    JdbcRowsContract(TestedDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void create() throws Exception {
        database.create();
    }

    @AfterEach
    void close() {
        open.forEach(MappedRowSource::close);
        open.clear();
    }

    @Override
    protected final RowSource open(String documents) throws IOException {
        return mapped(documents, RowLimits.USUAL);
    }

    final MappedRowSource mapped(String documents, RowLimits limits) throws IOException {
        try {
            SourceMapping mapping = MappingReader.read("shop.yaml", database.mapping(documents));
            MappedRowSource source =
                    new MappedRowSource(mapping, new JdbcReaders(JdbcSettings.USUAL).open(mapping, limits), limits);
            open.add(source);
            return source;
        } catch (MappingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    protected final String table(String name) {
        return "shop." + name;
    }

    @Override
    protected final void insert(String table, Map<String, Object> row) throws Exception {
        database.insert(table, row);
    }

    @Override
    protected final void update(String table, Map<String, Object> key, Map<String, Object> changes) throws Exception {
        List<Object> arguments = new ArrayList<>(changes.values());
        arguments.addAll(key.values());
        database.update(
                "UPDATE shop." + table + " SET " + places(changes, ", ") + " WHERE " + places(key, " AND "), arguments);
    }

    @Override
    protected final void delete(String table, Map<String, Object> key) throws Exception {
        database.update("DELETE FROM shop." + table + " WHERE " + places(key, " AND "), List.copyOf(key.values()));
    }

    /** What becomes of the only row of a table, whose mapping is this. */
    final RowDocument only(String documents) throws IOException {
        MappedRowSource source = mapped(documents, RowLimits.USUAL);
        return source.documents(source.mapping().documents().getFirst(), 10).getFirst();
    }

    private List<SourceCheck.Table> check(String documents) throws Exception {
        return new SourceCheck(List.of(new JdbcReaders(JdbcSettings.USUAL)), RowLimits.USUAL)
                .check(MappingReader.read("shop.yaml", database.mapping(documents)));
    }

    final List<String> findings(String documents) throws Exception {
        return check(documents).stream()
                .flatMap(table -> table.findings().stream())
                .map(RowFinding::toString)
                .toList();
    }

    @Test
    void aCellOverTheLimitIsAVerdictOnItsRowAlone() throws Exception {
        product(1, "Anvil", null);
        product(2, "x".repeat(50 << 20), null);
        product(3, "é".repeat(1 << 19), null);
        product(4, "é".repeat(1 << 19) + "e", null);
        RowSource source = open(PRODUCTS);

        Problem problem = problem(() -> source.open(uri("products", "2")));

        assertThat(problem.category()).isEqualTo(Category.TOO_LARGE);
        assertThat(problem.code()).isEqualTo("document-cell-too-large");
        assertThat(problem.detail()).contains("column name has 52428800 bytes", "1048576");
        assertThat(problem(() -> source.open(uri("products", "4"))).code()).isEqualTo("document-cell-too-large");
        assertThat(source.list(source.root().uri(), null, 10)).hasSize(4);
        source.open(uri("products", "3")).close();
        source.open(uri("products", "1")).close();
    }

    @Test
    void whatIsJoinedToARowIsBoundedToo() throws Exception {
        for (int id = 1; id <= 40; id++) {
            product(id, "p" + id, null);
            review(id, id == 7 ? 7 : 100, "y".repeat(1 << 20));
        }
        for (int id = 100; id < 103; id++) {
            review(id, 3, "z".repeat(1 << 20));
        }
        MappedRowSource source = mapped(PRODUCTS, new RowLimits(1 << 20, 5 << 19));

        List<Entry> all = source.list(source.root().uri(), null, 1000);

        assertThat(all).hasSize(40);
        assertThat(problem(() -> source.open(uri("products", "3"))).category()).isEqualTo(Category.TOO_LARGE);
        source.open(uri("products", "7")).close();
        source.open(uri("products", "5")).close();
    }

    @Test
    void aDocumentIsOfOneMoment() throws Exception {
        product(1, "v0", null);
        review(1, 1, "v0");
        RowSource source = open(PRODUCTS);
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> writing = writer.submit(() -> {
                try (Connection connection = database.connection();
                        Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    for (int i = 1; i <= 150; i++) {
                        statement.execute("UPDATE shop.products SET name = 'v" + i + "'");
                        statement.execute("UPDATE shop.reviews SET remark = 'v" + i + "'");
                        connection.commit();
                    }
                } finally {
                    done.set(true);
                }
                return null;
            });
            Set<String> seen = new TreeSet<>();
            while (!done.get() || seen.isEmpty()) {
                try (Content content = source.open(uri("products", "1"))) {
                    String text = text(content);
                    String version = text.substring(0, text.indexOf(' '));
                    assertThat(text).contains("3: " + version + " (" + version + ")");
                    seen.add(version);
                }
            }
            writing.get();
        }
    }

    @Test
    void aTableThatDoesNotFitKeepsNoOtherFromBeingRead() throws Exception {
        product(1, "Anvil", null);
        place("a", "b", "c");
        RowSource source = open(PRODUCTS + PLACES);
        assertThat(source.list(source.root().uri(), null, 10)).hasSize(2);

        database.run("ALTER TABLE shop.products DROP COLUMN name");

        assertThat(uris(source.list(source.root().uri(), null, 10))).containsExactly(uri("places", "a", "b"));
        Problem problem = problem(() -> source.open(uri("products", "1")));
        assertThat(problem.category()).isEqualTo(Category.UNAVAILABLE);
        assertThat(problem.code()).isEqualTo("row-mapping-wrong");
        assertThat(problem.detail())
                .contains("source shop", "table shop.products has no column name (line 9)", "it has id, price");
        assertThat(source.contains(uri("products", "1"))).isTrue();
    }

    @Test
    void saysWhatMayNotBeRead() throws Exception {
        product(1, "Anvil", null);
        String mapping = PRODUCTS.replace("never: [secret]", "").replace("\"{{name}}\"", "\"{{secret}}\"");

        assertThat(findings(mapping))
                .singleElement()
                .satisfies(finding -> assertThat(finding)
                        .contains("GRANT SELECT (secret) ON shop.products TO millrace")
                        .doesNotContain("s3cret"));
        assertThat(findings(PLACES.replace("{places}", "{nowhere}")))
                .singleElement()
                .satisfies(finding -> assertThat(finding).contains("table shop.nowhere is not there"));
        assertThat(findings(PLACES.replace("[name, code]", "[nome, code]")))
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding).contains("has no column nome (line 10)", "it has region, code, name"));
    }

    @Test
    void saysThatTheDatabaseRefusesTheUser() throws Exception {
        String text = database.mapping(PLACES).replace("user: millrace", "user: somebody");
        try (MappedRowSource source = TestedDatabase.source(MappingReader.read("shop.yaml", text))) {
            Problem problem = problem(() -> source.list(source.root().uri(), null, 10));

            assertThat(problem.code()).isEqualTo("source-credentials");
            assertThat(problem.category().retryable()).isTrue();
            assertThat(problem.detail())
                    .contains("source shop refuses somebody", "in shop.yaml")
                    .doesNotContain(TestedDatabase.PASSWORD);
        }
    }

    @Test
    void aDatabaseThatIsAwayIsTriedAgain() throws Exception {
        SourceMapping right = MappingReader.read("shop.yaml", database.mapping(PLACES));
        try (MappedRowSource source = TestedDatabase.source(
                TestedDatabase.with(right, right.url().replaceFirst(":[0-9]+/", ":1/"), right.password()))) {
            assertThatThrownBy(() -> source.list(source.root().uri(), null, 10))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the database of source shop can't be used now");
        }
        try (MappedRowSource source = TestedDatabase.source(
                TestedDatabase.with(right, right.url().replaceFirst("/[a-z]+$", "/nowhere"), right.password()))) {
            assertThat(problem(() -> source.list(source.root().uri(), null, 10)).code())
                    .isIn("row-mapping-wrong", "source-credentials");
        }
    }

    @Test
    void aMappingThatWasReplacedConnectsNoMore() throws Exception {
        RowSource source = open(PLACES);
        assertThat(source.list(source.root().uri(), null, 10)).isEmpty();

        ((MappedRowSource) source).close();

        assertThatThrownBy(() -> source.list(source.root().uri(), null, 10))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("the mapping of source shop was replaced");
    }

    @Test
    void aConnectionThatBreaksFailsOnce() throws Exception {
        RowSource source = open(PLACES);
        source.list(source.root().uri(), null, 10);

        breakConnections();

        int failures = 0;
        boolean answered = false;
        while (!answered && failures < 5) {
            try {
                source.list(source.root().uri(), null, 10);
                answered = true;
            } catch (IOException e) {
                failures++;
            }
        }
        assertThat(answered).isTrue();
        assertThat(failures).isLessThanOrEqualTo(1);
    }

    /** Ends all connections but its own. */
    abstract void breakConnections() throws Exception;

    @Test
    void theCheckShowsTheFirstDocumentsAndWhatIsMissing() throws Exception {
        for (int id = 1; id <= 12; id++) {
            product(id, "p" + id, null);
        }

        SourceCheck.Table products = check(PRODUCTS).getFirst();

        assertThat(products.readable()).isTrue();
        assertThat(products.documents()).hasSize(10);
        assertThat(products.documents().getFirst()).isInstanceOfSatisfying(Mapped.class, first -> {
            assertThat(first.title()).isEqualTo("p1");
            assertThat(first.body()).isEqualTo("p1 costs 12.50.\n");
        });
        assertThat(products.findings())
                .extracting(RowFinding::remedy)
                .contains("CREATE INDEX ON shop.products (brand_id)")
                .noneMatch(remedy -> remedy.contains("reviews (product_id)"));
    }

    @Test
    void theCheckWantsTheKeyToBeUnique() throws Exception {
        assertThat(findings(PRODUCTS.replace("key: [id]", "key: [name]")))
                .anyMatch(finding -> finding.contains("no primary key or unique index is of the key (name)"));
    }

    private static String places(Map<String, Object> values, String separator) {
        return values.keySet().stream().map(name -> name + " = ?").collect(Collectors.joining(separator));
    }
}
