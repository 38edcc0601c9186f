package io.millrace.source.jdbc;

import io.millrace.source.row.CellText;
import io.millrace.source.row.OversizedCell;
import io.millrace.source.row.Row;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RowQueries} select, and counts it. For one thread. */
final class Cells {

    private final Dialect dialect;
    private long bytes;

    Cells(Dialect dialect) {
        this.dialect = dialect;
    }

    /** How much was read so far, about: characters and rows have their weight. */
    long bytes() {
        return bytes;
    }

    List<@Nullable String> key(ResultSet row, List<Column> key) throws SQLException {
        List<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < key.size(); i++) {
            Object value = dialect.value(row, i + 1, key.get(i));
            texts.add(value == null ? null : CellText.of(value));
        }
        return texts;
    }

    /** @param first index of the first column's text */
    Row row(ResultSet row, int first, Iterable<Column> columns) throws SQLException {
        Map<String, @Nullable Object> cells = new LinkedHashMap<>();
        int index = first;
        bytes += 64;
        for (Column column : columns) {
            Object value = dialect.value(row, index++, column);
            if (column.isUnbounded()) {
                long length = row.getLong(index);
                boolean isNull = row.wasNull();
                index++;
                if (value == null && !isNull) {
                    value = new OversizedCell(length);
                }
                bytes += value instanceof OversizedCell ? 16 : length;
            } else {
                bytes += 32;
            }
            cells.put(column.name(), value);
        }
        return new Row(cells);
    }
}
