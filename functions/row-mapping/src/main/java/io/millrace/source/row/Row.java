package io.millrace.source.row;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a row: the columns that the mapping names, and no other.
 *
 * @param cells by column. Values are null, texts, numbers, booleans, types of {@code java.time}, lists of such, {@code byte[]}, and {@link OversizedCell} for what was
 *     too long to be read; anything else counts by its {@code toString}. What stands for a number or a time may also be its text as {@link CellText} has it.
 */
public record Row(Map<String, @Nullable Object> cells) {

    public Row {
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }
}
