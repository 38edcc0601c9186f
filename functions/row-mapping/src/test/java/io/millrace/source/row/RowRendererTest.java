package io.millrace.source.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.AccessList;
import io.millrace.source.row.RowDocument.Mapped;
import io.millrace.source.row.RowDocument.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowRendererTest {

    private static final RowLimits SMALL = new RowLimits(100, 1000);

    @Test
    void aNameInTheSectionOfAJoinIsTheJoinedTablesAndNeverTheRows() throws Exception {
        Mapped document = mapped(
                """
                body: |
                  {{#reviews}}
                  {{-index}} {{text}} by {{name}} of {{row.name}}{{^-last}},{{/-last}}
                  {{/reviews}}
                  {{#brand}}{{name}}{{/brand}} {{brand.name}}
                children: {reviews: {table: r, refer: {p: id}}}
                parents: {brand: {table: b, refer: {id: b}}}
                access: [public]
                """,
                row("name", "Anvil"),
                Map.of(
                        "reviews",
                        List.of(
                                new Row(cells("text", "<good> & {{name}}", "name", null)),
                                new Row(cells("text", "bad", "name", "Bob"))),
                        "brand",
                        List.of(new Row(cells("name", "Acme")))));

        assertThat(document.body()).isEqualTo("1 <good> & {{name}} by  of Anvil,\n2 bad by Bob of Anvil\nAcme Acme\n");
    }

    @Test
    void sectionsOfColumnsShowWhatIsThere() throws Exception {
        String mapping = """
                body: "{{#sale}}Sale!{{/sale}}{{^note}}No note.{{/note}}{{#tags}}[{{.}}]{{/tags}}{{#note}}{{length}}{{/note}}"
                access: [public]
                """;
        assertThat(mapped(
                                mapping,
                                cells("name", "x", "sale", true, "note", "", "tags", List.of("a", "b"), "length", "cm"),
                                Map.of())
                        .body())
                .isEqualTo("Sale!No note.[a][b]");
        assertThat(mapped(
                                mapping,
                                cells("name", "x", "sale", false, "note", "long", "tags", null, "length", "cm"),
                                Map.of())
                        .body())
                .isEqualTo("cm");
    }

    @Test
    void columnsBecomeSectionsAndEmptyOnesNone() throws Exception {
        Mapped document = mapped(
                """
                columns: [about, price, reviews.text, brand.name]
                children: {reviews: {table: r, refer: {p: id}}}
                parents: {brand: {table: b, refer: {id: b}}}
                access: [public]
                """,
                cells("name", "  A\n very  long name ", "about", null, "price", 7),
                Map.of("reviews", List.of(new Row(cells("text", "one")), new Row(cells("text", "two")))));

        assertThat(document.title()).isEqualTo("A very long name");
        assertThat(document.body()).isEqualTo("## price\n\n7\n\n## reviews.text\n\none\n\ntwo\n\n");
    }

    @Test
    void accessComesFromColumnsOfTheRowAndOfJoinedOnes() throws Exception {
        String mapping = """
                columns: [name]
                children: {members: {table: m, refer: {p: id}}}
                access: {columns: {owner: user, teams: group, seen_by: principal, members.login: user}}
                """;
        Map<String, List<Row>> members = Map.of("members", List.of(new Row(cells("login", "cy"))));

        assertThat(mapped(
                                mapping,
                                cells("name", "x", "owner", " ann ", "teams", List.of("a", "b"), "seen_by", "public"),
                                members)
                        .access())
                .isEqualTo(new AccessList(List.of("public", "user:ann", "user:cy", "group:a", "group:b")));
        assertThat(refused(mapping, cells("name", "x", "owner", null, "teams", List.of(), "seen_by", ""), Map.of()))
                .isEqualTo("document-access-empty");
        assertThat(refused(mapping, cells("name", "x", "owner", "ann smith", "teams", null, "seen_by", null), Map.of()))
                .isEqualTo("document-access-invalid");
        assertThat(refused(mapping, cells("name", "x", "owner", null, "teams", null, "seen_by", "ann"), Map.of()))
                .isEqualTo("document-access-invalid");
    }

    @ParameterizedTest
    @CsvSource({
        "number, 12.50, 12.50",
        "number, NaN, ",
        "number, -Infinity, ",
        "number, 1e+300, 1e+300",
        "number, twelve, document-metadata-invalid",
        "date, 2024-02-29, 2024-02-29",
        "date, 2024-02-29T12:00:00Z, 2024-02-29T12:00:00Z",
        "date, 2024-02-29T12:00:00.5, 2024-02-29T12:00:00.5",
        "date, infinity, ",
        "date, 2024-02-30, document-metadata-invalid",
        "date, 0000-00-00, document-metadata-invalid",
        "date, soon, document-metadata-invalid",
        "keyword, any text, any text",
        "keyword, '', "
    })
    void metadataHasTheTypeThatIsDeclared(String type, String value, @Nullable String expected) throws Exception {
        RowDocument document = document(
                "columns: [name]\nmetadata: {m: " + type + "}\nlanguage: {column: lang}\naccess: [public]\n",
                cells("name", "x", "m", value, "lang", "de"),
                Map.of(),
                RowLimits.USUAL);

        switch (document) {
            case Refused refused -> assertThat(refused.problem().code()).isEqualTo(expected);
            case Mapped mapped -> {
                assertThat(mapped.metadata().get("m")).isEqualTo(expected);
                assertThat(mapped.metadata())
                        .contains(
                                Map.entry("language", "de"), Map.entry("row.table", "t"), Map.entry("row.key", "1, 2"));
            }
        }
    }

    @Test
    void whatIsTooLongOrNoTextIsAVerdictThatNamesTheColumnAndNotItsContents() throws Exception {
        String mapping = "body: '{{name}}{{name}}'\naccess: [public]\n";
        assertThat(refused(mapping, cells("name", new OversizedCell(5000)), Map.of()))
                .isEqualTo("document-cell-too-large");
        assertThat(refused(mapping, cells("name", new byte[3]), Map.of())).isEqualTo("document-cell-binary");
        assertThat(refused(mapping, cells("name", "ü".repeat(251)), Map.of())).isEqualTo("document-too-large");
        assertThat(document(mapping, cells("name", "ü".repeat(250)), Map.of(), SMALL))
                .isInstanceOf(Mapped.class);
    }

    @Test
    void aLongTitleIsCutBetweenCharacters() throws Exception {
        assertThat(mapped("columns: [name]\naccess: [public]\n", cells("name", "\uD83D\uDE00".repeat(400)), Map.of())
                        .title())
                .isEqualTo("\uD83D\uDE00".repeat(299) + "…");
    }

    private static Map<String, @Nullable Object> row(String name, Object value) {
        return cells(name, value);
    }

    private static Map<String, @Nullable Object> cells(@Nullable Object... pairs) {
        Map<String, @Nullable Object> cells = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            cells.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return cells;
    }

    private static Mapped mapped(String mapping, Map<String, @Nullable Object> cells, Map<String, List<Row>> joined)
            throws MappingException {
        return (Mapped) document(mapping, cells, joined, RowLimits.USUAL);
    }

    private static String refused(String mapping, Map<String, @Nullable Object> cells, Map<String, List<Row>> joined)
            throws MappingException {
        Refused refused = (Refused) document(mapping, cells, joined, SMALL);
        assertThat(refused.problem().detail()).startsWith("row://s/t/1/2").doesNotContain("ann");
        assertThat(refused.entry().access()).isEqualTo(AccessRule.NOBODY);
        return refused.problem().code();
    }

    private static RowDocument document(
            String mapping, Map<String, @Nullable Object> cells, Map<String, List<Row>> joined, RowLimits limits)
            throws MappingException {
        SourceMapping source = MappingReader.read(
                "s.yaml",
                "name: s\nengine: mysql\nurl: jdbc:mysql://h/d\ndocuments:\n  - table: t\n    key: [a, b]\n    title: '{{name}}'\n"
                        + mapping.indent(4));
        return new RowRenderer("s", limits)
                .render(source.documents().getFirst(), new JoinedRow(List.of("1", "2"), new Row(cells), joined));
    }
}
