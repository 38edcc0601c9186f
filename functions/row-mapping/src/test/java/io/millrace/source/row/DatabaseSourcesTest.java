package io.millrace.source.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.core.document.SourceRoot;
import io.millrace.core.problem.Problem;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSourcesTest {

    private static final String MAPPING = """
            name: %s
            engine: %s
            url: jdbc:mysql://db/shop
            documents:
              - {table: t, key: [id], title: "{{name}}", columns: [name], access: [public]}
            """;

    private final List<String> closed = new ArrayList<>();
    private final RowReaders readers = new RowReaders() {
        @Override
        public Set<Engine> engines() {
            return Set.of(Engine.MYSQL);
        }

        @Override
        public RowReader open(SourceMapping source, RowLimits limits) {
            return new OneRow(source.name());
        }
    };

    @TempDir
    Path folder;

    @Test
    void followsWhatTheFolderHolds() throws IOException {
        try (DatabaseSources databases = new DatabaseSources(folder, List.of(readers), RowLimits.USUAL)) {
            assertThat(databases.roots()).isEmpty();

            write("shop.yaml", MAPPING.formatted("shop", "mysql"));
            write("notes.txt", "no mapping");
            write("..data.yaml", "a link of Kubernetes");
            assertThat(databases.roots()).extracting(SourceRoot::uri).containsExactly("row://shop/");
            assertThat(databases.asSource().contains("row://shop/t/1")).isTrue();

            write("shop.yaml", MAPPING.formatted("market", "mysql"));
            assertThat(databases.roots()).extracting(SourceRoot::uri).containsExactly("row://market/");
            assertThat(closed).containsExactly("shop");

            Files.delete(folder.resolve("shop.yaml"));
            assertThat(databases.roots()).isEmpty();
            assertThat(closed).containsExactly("shop", "market");
        }
    }

    @Test
    void aFileThatIsBrokenCountsAsItWasAndTheOthersGoOn() throws IOException {
        try (DatabaseSources databases = new DatabaseSources(folder, List.of(readers), RowLimits.USUAL)) {
            write("a.yaml", MAPPING.formatted("a", "mysql"));
            write("b.yaml", MAPPING.formatted("b", "mysql"));
            assertThat(databases.all()).hasSize(2);

            write("a.yaml", "name: a\n");
            write("c.yaml", MAPPING.formatted("b", "mysql"));
            write("d.yaml", MAPPING.formatted("d", "mariadb"));

            assertThat(databases.all()).extracting(MappedRowSource::name).containsExactly("a", "b");
            assertThat(databases.problems())
                    .anyMatch(problem -> problem.startsWith("a.yaml:1: the mapping has no `engine`"))
                    .contains("c.yaml:1: source b is in b.yaml already; rename one of them")
                    .contains("d.yaml:1: nothing here reads mariadb; remove the mapping");
        }
    }

    @Test
    void aRowOfNoSourceIsRefusedForGoodOnlyWhereThatIsSure() throws IOException {
        try (DatabaseSources databases = new DatabaseSources(folder, List.of(readers), RowLimits.USUAL)) {
            Problem unknown = problem(databases);
            assertThat(unknown.category()).isEqualTo(Category.FORBIDDEN);
            assertThat(unknown.code()).isEqualTo("source-not-registered");

            write("a.yaml", "name: shop\n");

            assertThat(problem(databases).category()).isEqualTo(Category.UNAVAILABLE);
            assertThat(problem(databases).detail()).contains("a.yaml:1:");
        }
    }

    private static Problem problem(DatabaseSources databases) {
        return catchThrowableOfType(
                        ProblemException.class, () -> databases.asSource().open("row://shop/t/1"))
                .problem();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private final class OneRow implements RowReader {

        private final String name;

        OneRow(String name) {
            this.name = name;
        }

        @Override
        public List<JoinedRow> read(DocumentMapping document, List<List<String>> keys) {
            return List.of(new JoinedRow(List.of("1"), new Row(Map.of("name", "x")), Map.of()));
        }

        @Override
        public List<JoinedRow> page(DocumentMapping document, @Nullable List<String> after, int limit) {
            return after == null ? read(document, List.of()) : List.of();
        }

        @Override
        public List<List<String>> keys(DocumentMapping document, @Nullable List<String> after, int limit) {
            return List.of();
        }

        @Override
        public List<List<String>> keysWhere(
                DocumentMapping document, List<Map<String, String>> anyOf, @Nullable List<String> after, int limit) {
            return List.of();
        }

        @Override
        public List<RowFinding> inspect(DocumentMapping document) {
            return List.of();
        }

        @Override
        public void close() {
            closed.add(name);
        }
    }
}
