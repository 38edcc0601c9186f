package io.millrace.cli.source;

import io.millrace.cli.session.Output;
import io.millrace.source.row.RowDocument;
import io.millrace.source.row.RowFinding;
import io.millrace.source.row.SourceCheck;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found out of a mapping, as JSON and for people. */
record CheckView(String source, List<SourceCheck.Table> tables) {

    /** Whether all its tables can be read. */
    boolean readable() {
        return tables.stream().allMatch(SourceCheck.Table::readable);
    }

    /** Whether a row was found of which a document can be tried. */
    boolean hasDocuments() {
        return tables.stream().anyMatch(table -> !table.documents().isEmpty());
    }

    /** What becomes no document, for who adds it. */
    List<String> omissions() {
        return tables.stream()
                .flatMap(table -> table.findings().stream())
                .filter(finding -> finding.level() == RowFinding.Level.OMISSION)
                .map(RowFinding::toString)
                .toList();
    }

    Map<String, Object> json() {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("source", source);
        view.put("tables", tables.stream().map(CheckView::json).toList());
        return view;
    }

    private static Map<String, Object> json(SourceCheck.Table table) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("table", table.table());
        view.put("readable", table.readable());
        view.put("findings", table.findings().stream().map(CheckView::json).toList());
        view.put("documents", table.documents().stream().map(CheckView::json).toList());
        return view;
    }

    private static Map<String, Object> json(RowFinding finding) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        view.put("table", finding.table());
        view.put("what", finding.what());
        view.put("remedy", finding.remedy());
        return view;
    }

    private static Map<String, Object> json(RowDocument document) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("uri", document.uri());
        switch (document) {
            case RowDocument.Mapped mapped -> {
                view.put("title", mapped.title());
                view.put("text", mapped.body());
                view.put("access", mapped.access().principals());
                view.put("metadata", mapped.metadata());
            }
            case RowDocument.Refused refused -> {
                view.put("code", refused.problem().code());
                view.put("reason", refused.problem().detail());
            }
        }
        return view;
    }

    void show(Output output) {
        for (SourceCheck.Table table : tables) {
            output.line(table.table() + (table.readable() ? "" : ": can't be read so"));
            for (RowFinding finding : table.findings()) {
                output.line("  " + finding.level().name().toLowerCase(Locale.ROOT) + ": " + finding);
            }
            table.documents().forEach(document -> show(output, document));
        }
    }

    private static void show(Output output, RowDocument document) {
        output.line("  " + document.uri());
        switch (document) {
            case RowDocument.Mapped mapped -> {
                output.line("    " + mapped.title());
                mapped.body().strip().lines().forEach(line -> output.line("    | " + line));
                output.line(
                        "    seen by " + String.join(", ", mapped.access().principals()) + "; " + mapped.metadata());
            }
            case RowDocument.Refused refused ->
                output.line("    no document: " + refused.problem().detail());
        }
    }
}
