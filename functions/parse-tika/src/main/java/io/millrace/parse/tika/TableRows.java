package io.millrace.parse.tika;

import java.util.ArrayList;
import java.util.List;

/** A table while it is read, written as Markdown. Empty rows and empty columns at the end are left out. */
final class TableRows {

    private final List<List<String>> rows = new ArrayList<>();

    void row() {
        rows.add(new ArrayList<>());
    }

    void cell(String text) {
        if (rows.isEmpty()) {
            row();
        }
        rows.getLast().add(text.strip().replaceAll("\\s+", " ").replace("|", "\\|"));
    }

    /** One line a row; a table of one column is given as plain lines. The first row is marked off when there are others. */
    String markdown() {
        int columns = 0;
        for (List<String> row : rows) {
            while (!row.isEmpty() && row.getLast().isEmpty()) {
                row.removeLast();
            }
            columns = Math.max(columns, row.size());
        }
        rows.removeIf(List::isEmpty);
        if (columns <= 1) {
            return String.join("\n", rows.stream().map(List::getFirst).toList());
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            out.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0 && rows.size() > 1) {
                out.append("|").append("-|".repeat(rows.getFirst().size())).append('\n');
            }
        }
        return out.toString();
    }
}
