package io.millrace.source.row;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code children} and {@code parents} of a document. */
final class JoinReader {

    private static final int USUAL_LIMIT = 1000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** What means something else in templates. */
    private static final Set<String> RESERVED = Set.of("row", "this");

    private final Findings findings;

    JoinReader(Findings findings) {
        this.findings = findings;
    }

    /** A join of which it is not known yet which columns are used. */
    record Unread(
            String name,
            String table,
            Join.Kind kind,
            Map<String, String> refer,
            List<String> order,
            int limit,
            int line) {

        Join reading(Collection<String> columns) {
            return new Join(name, table, kind, refer, order, limit, new LinkedHashSet<>(columns), line);
        }
    }

    /** @param kinds is given the kind of each */
    Map<String, Unread> read(Fields fields, Map<String, Join.Kind> kinds) {
        Map<String, Unread> joins = new LinkedHashMap<>();
        fields.each("children", (name, node) -> add(join(name, node, Join.Kind.CHILDREN), joins, kinds));
        fields.each("parents", (name, node) -> add(join(name, node, Join.Kind.PARENT), joins, kinds));
        return joins;
    }

    private void add(Unread join, Map<String, Unread> joins, Map<String, Join.Kind> kinds) {
        if (!NAME.matcher(join.name()).matches() || RESERVED.contains(join.name())) {
            findings.add(
                    join.line(),
                    "a join can't be called '" + join.name() + "'",
                    "use letters, digits and underscores, and neither row nor this");
        }
        if (joins.putIfAbsent(join.name(), join) != null) {
            findings.add(join.line(), "two joins are called " + join.name(), "rename one of them");
        }
        kinds.put(join.name(), join.kind());
    }

    private Unread join(String name, Node node, Join.Kind kind) {
        Fields fields = new Fields(node, "the join " + name, findings);
        String table = fields.text("collection");
        if (table == null) {
            table = fields.requiredText("table", "name the other table");
        }
        Map<String, String> refer = fields.textsByName("refer");
        if (refer.isEmpty()) {
            findings.add(
                    fields.line("refer"),
                    "the join " + name + " has no `refer`",
                    "write {column of " + (table.isEmpty() ? "the other table" : table)
                            + ": column of the document's own table}");
        }
        boolean many = kind == Join.Kind.CHILDREN;
        List<String> order = many ? fields.texts("order") : List.of();
        int limit = many ? fields.number("limit", USUAL_LIMIT) : 1;
        fields.done();
        return new Unread(name, table, kind, refer, order, limit, fields.line());
    }
}
