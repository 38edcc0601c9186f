package io.millrace.source.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row and the rows joined to it, of one moment.
 *
 * @param key values of the key's columns in the order of the mapping, as {@link CellText} has them
 * @param row the columns of {@link DocumentMapping#columns()}
 * @param joined rows by the join's name, in the join's order, with the columns of {@link Join#columns()}; nothing where there are none
 */
public record JoinedRow(List<String> key, Row row, Map<String, List<Row>> joined) {

    public JoinedRow {
        key = List.copyOf(key);
        joined = Map.copyOf(joined);
    }

    /** The values of a column: one of the row itself, as many as there are joined rows. */
    List<@Nullable Object> values(Reference reference) {
        if (reference.join() == null) {
            return one(row.cells().get(reference.column()));
        }
        List<@Nullable Object> values = new ArrayList<>();
        for (Row other : joined.getOrDefault(reference.join(), List.of())) {
            values.add(other.cells().get(reference.column()));
        }
        return values;
    }

    private static List<@Nullable Object> one(@Nullable Object value) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(value);
        return values;
    }

    /** What templates see: own columns by name and as {@code row.name}, a join's rows by its name, and a parent's columns as {@code parent.name}. */
    Map<String, @Nullable Object> context(DocumentMapping mapping) {
        Map<String, @Nullable Object> context = new HashMap<>();
        row.cells().forEach((name, value) -> {
            context.put(name, value);
            context.put("row." + name, value);
        });
        for (Join join : mapping.joins().values()) {
            List<Row> rows = joined.getOrDefault(join.name(), List.of());
            context.put(join.name(), rows.stream().map(Row::cells).toList());
            if (join.kind() == Join.Kind.PARENT) {
                for (String column : join.columns()) {
                    context.put(
                            join.name() + "." + column,
                            rows.isEmpty() ? null : rows.getFirst().cells().get(column));
                }
            }
        }
        return context;
    }
}
