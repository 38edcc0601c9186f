package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import io.millrace.source.row.CellText;
import io.millrace.source.row.OversizedCell;
import io.millrace.source.row.Row;
import io.millrace.source.row.RowLimits;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes cells of what was read, and counts them. For one thread. */
final class Cells {

    private final RowLimits limits;
    private long bytes;

    Cells(RowLimits limits) {
        this.limits = limits;
    }

    /** How much was read so far, about. */
    long bytes() {
        return bytes;
    }

    Row row(com.datastax.oss.driver.api.core.cql.Row found, Collection<String> columns) {
        Map<String, @Nullable Object> cells = new LinkedHashMap<>();
        bytes += 64;
        for (String column : columns) {
            cells.put(column, cell(Values.plain(found.getObject(CqlIdentifier.fromInternal(column)))));
        }
        return new Row(cells);
    }

    private @Nullable Object cell(@Nullable Object plain) {
        if (plain instanceof byte[]) {
            return plain;
        }
        long length = plain instanceof String || plain instanceof Collection
                ? CellText.of(plain).getBytes(StandardCharsets.UTF_8).length
                : 32;
        if (length > limits.cellBytes()) {
            bytes += 16;
            return new OversizedCell(length);
        }
        bytes += length;
        return plain;
    }
}
