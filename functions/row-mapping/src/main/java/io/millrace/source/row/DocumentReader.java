package io.millrace.source.row;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads one entry of {@code documents}. */
final class DocumentReader {

    private final Findings findings;
    private final Map<String, Join.Kind> kinds = new LinkedHashMap<>();

    DocumentReader(Findings findings) {
        this.findings = findings;
    }

    /** Null where it names no table: then nothing can be said of the rest. */
    @Nullable
    DocumentMapping read(Node node) {
        Fields fields = new Fields(node, "a document", findings);
        String table = table(fields);
        if (table == null) {
            return null;
        }
        List<String> key = fields.texts("key");
        if (key.isEmpty()) {
            findings.add(
                    fields.line("key"),
                    table + " has no `key`",
                    "name the columns of its primary key, or of a unique index: [id]");
        }
        Map<String, JoinReader.Unread> unread = new JoinReader(findings).read(fields, kinds);
        RowTemplate title = title(fields, table);
        RowTemplate body = template(fields, "body");
        List<Reference> sections = references(fields, "columns");
        if (fields.node("body") == null && sections.isEmpty()) {
            findings.add(
                    fields.line(),
                    table + " has neither `body` nor `columns`",
                    "write a template as `body`, or list the columns to make a section of each as `columns`");
        } else if (fields.node("body") != null && fields.node("columns") != null) {
            findings.add(fields.line("columns"), table + " has both `body` and `columns`", "remove one of them");
        }
        MarksReader marks = new MarksReader(findings, kinds);
        List<MetadataColumn> metadata = marks.metadata(fields);
        LanguageRule language = marks.language(fields);
        AccessRule access = marks.access(fields, table);
        Set<String> never = Set.copyOf(fields.texts("never"));
        fields.done();
        if (title == null) {
            return null;
        }
        DocumentMapping without = new DocumentMapping(
                table, key, title, body, sections, Map.of(), metadata, language, access, never, fields.line());
        return checked(with(without, unread), fields);
    }

    private @Nullable String table(Fields fields) {
        String table = fields.text("table");
        String collection = fields.text("collection");
        if ((table == null) == (collection == null)) {
            findings.add(
                    fields.line(), "a document names no table", "write `table: schema.name`, or `collection: name`");
            return null;
        }
        return table != null ? table : collection;
    }

    private @Nullable RowTemplate title(Fields fields, String table) {
        if (fields.required("title", "write a template of one line, such as \"{{name}}\"") == null) {
            // The rest is read all the same.
            return RowTemplate.of(table, fields.line(), kinds, findings);
        }
        RowTemplate title = template(fields, "title");
        return title == null ? RowTemplate.of(table, fields.line(), kinds, findings) : title;
    }

    private @Nullable RowTemplate template(Fields fields, String name) {
        Node node = fields.node(name);
        String text = node == null ? null : fields.text(node, "`" + name + "`");
        if (node == null || text == null) {
            return null;
        }
        boolean block = node instanceof ScalarNode scalar
                && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
        return RowTemplate.of(text, Findings.line(node) + (block ? 1 : 0), kinds, findings);
    }

    private List<Reference> references(Fields fields, String name) {
        List<Reference> references = new ArrayList<>();
        Node node = fields.node(name);
        if (node == null) {
            return references;
        }
        for (String column : fields.texts(node, "`" + name + "`")) {
            references.add(TemplateNames.resolved(column, kinds, Findings.line(node)));
        }
        return references;
    }

    /** The joins, now that it is known which of their columns are used. */
    private static DocumentMapping with(DocumentMapping document, Map<String, JoinReader.Unread> unread) {
        Map<String, Join> joins = new LinkedHashMap<>();
        unread.forEach((name, join) -> joins.put(
                name,
                join.reading(document.references().stream()
                        .filter(reference -> name.equals(reference.join()))
                        .map(Reference::column)
                        .toList())));
        return new DocumentMapping(
                document.table(),
                document.key(),
                document.title(),
                document.body(),
                document.sections(),
                joins,
                document.metadata(),
                document.language(),
                document.access(),
                document.never(),
                document.line());
    }

    private DocumentMapping checked(DocumentMapping document, Fields fields) {
        Set<String> said = new HashSet<>();
        Stream<Reference> used = Stream.of(
                        document.references().stream(),
                        document.key().stream().map(column -> new Reference(null, column, fields.line("key"))),
                        document.joins().values().stream().flatMap(DocumentReader::referring))
                .flatMap(all -> all);
        used.filter(reference -> document.never().contains(reference.word()) && said.add(reference.word()))
                .forEach(reference -> findings.add(
                        reference.line(),
                        "column " + reference.word() + " of " + document.table() + " is used, and `never` forbids it",
                        "take it out of one of the two"));
        for (Join join : document.joins().values()) {
            if (join.columns().isEmpty()) {
                findings.add(
                        join.line(),
                        "no column of the join " + join.name() + " is used",
                        "use one in the body, or remove the join");
            }
        }
        return document;
    }

    private static Stream<Reference> referring(Join join) {
        return Stream.of(
                        join.refer().values().stream().map(own -> new Reference(null, own, join.line())),
                        join.refer().keySet().stream().map(other -> new Reference(join.name(), other, join.line())),
                        join.order().stream().map(other -> new Reference(join.name(), other, join.line())))
                .flatMap(all -> all);
    }
}
