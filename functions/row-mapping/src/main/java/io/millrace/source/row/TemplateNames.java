package io.millrace.source.row;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the columns that a template names, each with its line and table. The library's visitor tells of neither lines nor the ends of sections, so the tags are looked
 * for here; a tag that only one of the two understood would fail when it is rendered, since only columns found here are read.
 */
final class TemplateNames {

    private static final Pattern TAG =
            Pattern.compile("\\{\\{\\{?([!#^/>&=<$*]?)\\s*(.*?)\\s*\\}?\\}\\}", Pattern.DOTALL);
    private static final Set<String> OF_LISTS = Set.of("-first", "-last", "-index");
    private static final String ROW = "row.";

    private final String text;
    private final int firstLine;
    private final Map<String, Join.Kind> joins;
    private final Findings findings;
    private final Deque<String> sections = new ArrayDeque<>();
    private final Deque<String> scopes = new ArrayDeque<>();
    private final List<Reference> references = new ArrayList<>();
    private boolean sound = true;

    TemplateNames(String text, int firstLine, Map<String, Join.Kind> joins, Findings findings) {
        this.text = text;
        this.firstLine = firstLine;
        this.joins = joins;
        this.findings = findings;
    }

    List<Reference> references() {
        return references;
    }

    /** Whether there is nothing to be said against it. */
    boolean read() {
        Matcher tags = TAG.matcher(text);
        int line = firstLine;
        int at = 0;
        while (tags.find()) {
            line += (int) text.substring(at, tags.start())
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            at = tags.start();
            tag(tags.group(1), tags.group(2), line);
        }
        if (!sections.isEmpty()) {
            wrong(line, "{{#" + sections.peek() + "}} is not closed", "write {{/" + sections.peek() + "}}");
        }
        return sound;
    }

    private void tag(String kind, String name, int line) {
        switch (kind) {
            case "!" -> {}
            case "#", "^" -> open(name, line);
            case "/" -> close(name, line);
            case "", "&" -> variable(name, line);
            default ->
                wrong(
                        line,
                        "a template can't have {{" + kind + "…}}",
                        "it has {{column}}, {{#section}}…{{/section}}, {{^section}}…{{/section}} and {{! comments}}");
        }
    }

    private void open(String name, int line) {
        boolean join = joins.containsKey(name);
        if (join && scope() != null) {
            wrong(
                    line,
                    "{{#" + name + "}} is within {{#" + scope() + "}}",
                    "joins can't be nested: close the outer one first");
        } else if (!join) {
            variable(name, line);
        }
        sections.push(name);
        if (join) {
            scopes.push(name);
        }
    }

    private void close(String name, int line) {
        if (!name.equals(sections.peek())) {
            wrong(
                    line,
                    "{{/" + name + "}} closes " + (sections.isEmpty() ? "nothing" : "{{#" + sections.peek() + "}}"),
                    "open and close sections in pairs");
            return;
        }
        sections.pop();
        if (name.equals(scopes.peek())) {
            scopes.pop();
        }
    }

    private @Nullable String scope() {
        return scopes.peek();
    }

    private void variable(String name, int line) {
        if (name.equals(".") || name.equals("this") || OF_LISTS.contains(name)) {
            if (sections.isEmpty()) {
                wrong(line, "{{" + name + "}} is in no section", "write the name of a column");
            }
            return;
        }
        if (name.isEmpty() || name.contains("{")) {
            wrong(line, "a tag has no name of a column", "write {{column}}");
            return;
        }
        String scope = scope();
        if (name.startsWith(ROW)) {
            references.add(new Reference(null, name.substring(ROW.length()), line));
        } else if (scope != null) {
            references.add(new Reference(scope, name, line));
        } else {
            outside(name, line);
        }
    }

    private void outside(String name, int line) {
        if (joins.containsKey(name)) {
            wrong(
                    line,
                    "{{" + name + "}} is a join and no column",
                    "write {{#" + name + "}}{{column}}{{/" + name + "}}");
            return;
        }
        Reference reference = resolved(name, joins, line);
        if (reference.join() != null && joins.get(reference.join()) == Join.Kind.CHILDREN) {
            wrong(
                    line,
                    "{{" + name + "}} may be many rows",
                    "write {{#" + reference.join() + "}}{{" + reference.column() + "}}{{/" + reference.join() + "}}");
            return;
        }
        references.add(reference);
    }

    /** What a name outside of sections stands for: with a join's name and a dot before it a joined column, else the row's own. */
    static Reference resolved(String name, Map<String, Join.Kind> joins, int line) {
        int dot = name.indexOf('.');
        return dot > 0 && joins.containsKey(name.substring(0, dot))
                ? new Reference(name.substring(0, dot), name.substring(dot + 1), line)
                : new Reference(null, name, line);
    }

    private void wrong(int line, String what, String remedy) {
        findings.add(line, what, remedy);
        sound = false;
    }
}
