package io.millrace.source.row;

import io.millrace.core.document.AccessList;
import io.millrace.core.index.DocumentVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads what a document has besides its text: metadata, language and access list. */
final class MarksReader {

    /** Table, key and language are metadata too. */
    private static final int MOST_METADATA = DocumentVersion.MAX_METADATA - 16;

    private static final Pattern METADATA = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,127}");
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*");
    private static final String FORMS =
            "write [public], a list such as [group:sales], or {columns: {owner: user, team: group}}";

    private final Findings findings;
    private final Map<String, Join.Kind> joins;

    MarksReader(Findings findings, Map<String, Join.Kind> joins) {
        this.findings = findings;
        this.joins = joins;
    }

    List<MetadataColumn> metadata(Fields fields) {
        List<MetadataColumn> metadata = new ArrayList<>();
        fields.each("metadata", (name, node) -> {
            String column = name;
            String word;
            if (node instanceof MappingNode) {
                Fields entry = new Fields(node, "the metadata " + name, findings);
                column = entry.requiredText("column", "name the column that it comes from");
                word = entry.requiredText("type", "use one of number, date, keyword");
                entry.done();
            } else {
                word = fields.text(node, "the type of the metadata " + name);
            }
            MetadataColumn read = column(name, column, word, node);
            if (read != null) {
                metadata.add(read);
            }
        });
        if (metadata.size() > MOST_METADATA) {
            findings.add(
                    fields.line("metadata"),
                    "`metadata` has " + metadata.size() + " columns",
                    "keep at most " + MOST_METADATA + "; a column that nobody filters by can be part of the body");
        }
        return metadata;
    }

    private @Nullable MetadataColumn column(String name, String column, @Nullable String word, Node node) {
        Optional<MetadataColumn.Type> type =
                word == null ? Optional.empty() : constant(MetadataColumn.Type.class, word);
        if (type.isEmpty()) {
            findings.add(
                    node, "the metadata " + name + " is of type '" + word + "'", "use one of number, date, keyword");
            return null;
        }
        if (!METADATA.matcher(name).matches() || name.startsWith("row.")) {
            findings.add(
                    node,
                    "no filter can name the metadata '" + name + "'",
                    "begin with a letter, go on with letters, digits, _ . and -, and not with row.: unit_price: {column: \"Unit price\", type: number}");
        }
        Reference reference = TemplateNames.resolved(column, joins, Findings.line(node));
        if (reference.join() != null && joins.get(reference.join()) == Join.Kind.CHILDREN) {
            findings.add(
                    node,
                    "the metadata " + name + " may have many values",
                    "metadata has one value: take a column of the row or of a parent");
        }
        return new MetadataColumn(name, reference, type.get());
    }

    LanguageRule language(Fields fields) {
        Node node = fields.node("language");
        if (node == null) {
            return new LanguageRule.Detected();
        }
        if (node instanceof MappingNode) {
            Fields rule = new Fields(node, "`language`", findings);
            String column = rule.requiredText("column", "name the column that holds it");
            rule.done();
            return new LanguageRule.FromColumn(single(column, "language", node));
        }
        String language = fields.text(node, "`language`");
        if (language == null || !isLanguage(language)) {
            findings.add(
                    node, "`language` is '" + language + "'", "write a language's code, such as en, or {column: lang}");
            return new LanguageRule.Detected();
        }
        return new LanguageRule.Fixed(language);
    }

    /** Whether it looks like a tag of BCP 47. */
    static boolean isLanguage(String code) {
        return LANGUAGE.matcher(code).matches();
    }

    AccessRule access(Fields fields, String table) {
        AccessRule nobody = new AccessRule.Fixed(AccessRule.NOBODY);
        Node node = fields.node("access");
        if (node == null) {
            findings.add(
                    fields.line("access"),
                    table + " does not say who may see its documents: `access` is missing",
                    FORMS);
            return nobody;
        }
        if (node instanceof MappingNode) {
            Fields rule = new Fields(node, "`access`", findings);
            List<AccessRule.Column> columns = new ArrayList<>();
            rule.each("columns", (column, kind) -> column(rule, column, kind).ifPresent(columns::add));
            rule.done();
            if (columns.isEmpty()) {
                findings.add(node, "`access` names no columns", FORMS);
            }
            return new AccessRule.FromColumns(columns);
        }
        try {
            return new AccessRule.Fixed(new AccessList(fields.texts(node, "`access`")));
        } catch (IllegalArgumentException e) {
            findings.add(node, "`access` is wrong: " + e.getMessage(), FORMS);
            return nobody;
        }
    }

    private Optional<AccessRule.Column> column(Fields fields, String column, Node node) {
        String word = fields.text(node, "what " + column + " names");
        Optional<AccessRule.Kind> kind = word == null ? Optional.empty() : constant(AccessRule.Kind.class, word);
        if (kind.isEmpty()) {
            findings.add(node, "column " + column + " names a '" + word + "'", "use one of user, group, principal");
        }
        return kind.map(of -> new AccessRule.Column(TemplateNames.resolved(column, joins, Findings.line(node)), of));
    }

    private Reference single(String column, String what, Node node) {
        Reference reference = TemplateNames.resolved(column, joins, Findings.line(node));
        if (reference.join() != null && joins.get(reference.join()) == Join.Kind.CHILDREN) {
            findings.add(node, "the " + what + " may have many values", "take a column of the row or of a parent");
        }
        return reference;
    }

    private static <E extends Enum<E>> Optional<E> constant(Class<E> type, String word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst();
    }
}
