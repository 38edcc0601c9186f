package io.millrace.intake;

import io.millrace.contracts.notification.DatabaseChange;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.row.RowChange;
import io.millrace.core.row.RowChange.Kind;
import io.millrace.source.row.CellText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From the words of a log to those of a mapping. */
final class RowChanges {

    private RowChanges() {}

    /**
     * The table as the mapping writes it; null for one of which no document is made. Of a table that the mapping names without its schema or database, one with the same name elsewhere
     * counts as well: that costs a look at the database, and what is there decides.
     */
    static @Nullable String table(DatabaseChange logged, Set<String> mapped) {
        String whole = logged.space() + "." + logged.table();
        if (mapped.contains(whole)) {
            return whole;
        }
        return mapped.contains(logged.table()) ? logged.table() : null;
    }

    /**
     * Only the columns that tell which documents it bears on.
     *
     * @throws ProblemException UNPROCESSABLE, code {@code row-change-incomplete}, where the key has changed and the event does not say from what
     */
    static RowChange of(DatabaseChange logged, String table, Set<String> columns) {
        Map<String, @Nullable String> before = texts(logged.before(), columns);
        if (logged.kind() == Kind.UPDATED && logged.before() != null && before.isEmpty()) {
            // With nothing at all of the row before, the row would count as one whose key has stayed.
            throw ProblemException.of(
                    Category.UNPROCESSABLE,
                    "row-change-incomplete",
                    "a change of " + table + " in source " + logged.source()
                            + " has a row before, but none of the columns that the mapping needs; let the log have whole rows (PostgreSQL: ALTER TABLE "
                            + table + " REPLICA IDENTITY FULL)");
        }
        return new RowChange(
                logged.source(), table, logged.kind(), before, texts(logged.after(), columns), logged.committedAt());
    }

    private static Map<String, @Nullable String> texts(
            @Nullable Map<String, @Nullable Object> logged, Set<String> columns) {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        if (logged != null) {
            logged.forEach((column, value) -> {
                if (columns.contains(column)) {
                    texts.put(column, value == null ? null : CellText.of(value));
                }
            });
        }
        return texts;
    }
}
