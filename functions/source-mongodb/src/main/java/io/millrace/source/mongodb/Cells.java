package io.millrace.source.mongodb;

import io.millrace.source.row.CellText;
import io.millrace.source.row.OversizedCell;
import io.millrace.source.row.Row;
import io.millrace.source.row.RowLimits;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/** Makes cells of fields, and counts them. A field within an embedded document is named with dots; through a list it is one value for each of the list's. For one thread. */
final class Cells {

    private static final JsonWriterSettings JSON =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

    private final RowLimits limits;
    private long bytes;

    Cells(RowLimits limits) {
        this.limits = limits;
    }

    /** How much was read so far, about. */
    long bytes() {
        return bytes;
    }

    Row row(BsonDocument member, Collection<String> columns) {
        Map<String, @Nullable Object> cells = new LinkedHashMap<>();
        bytes += 64;
        for (String column : columns) {
            cells.put(column, cell(field(member, column)));
        }
        return new Row(cells);
    }

    /** A field's value; null where there is none. Where the path leads through lists, a list. */
    static @Nullable BsonValue field(BsonValue value, String path) {
        if (value instanceof BsonArray several) {
            BsonArray found = new BsonArray();
            for (BsonValue one : several) {
                BsonValue inner = field(one, path);
                if (inner instanceof BsonArray more) {
                    found.addAll(more);
                } else if (inner != null) {
                    found.add(inner);
                }
            }
            return found;
        }
        if (!(value instanceof BsonDocument document)) {
            return null;
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            return document.get(path);
        }
        BsonValue outer = document.get(path.substring(0, dot));
        return outer == null ? null : field(outer, path.substring(dot + 1));
    }

    private @Nullable Object cell(@Nullable BsonValue value) {
        Object plain = value == null ? null : plain(value);
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

    /** As cells have it. Bytes, and a list with bytes in it, are {@code byte[]}. */
    static @Nullable Object plain(BsonValue value) {
        return switch (value.getBsonType()) {
            case NULL, UNDEFINED, END_OF_DOCUMENT -> null;
            case INT32 -> value.asInt32().getValue();
            case INT64 -> value.asInt64().getValue();
            case DOUBLE -> value.asDouble().getValue();
            case DECIMAL128 -> decimal(value.asDecimal128().getValue());
            case STRING -> value.asString().getValue();
            case SYMBOL -> value.asSymbol().getSymbol();
            case BOOLEAN -> value.asBoolean().getValue();
            case DATE_TIME -> Instant.ofEpochMilli(value.asDateTime().getValue());
            case OBJECT_ID -> value.asObjectId().getValue().toHexString();
            case BINARY ->
                TypeOrder.isUuid(value.asBinary())
                        ? value.asBinary().asUuid().toString()
                        : value.asBinary().getData();
            case ARRAY -> list(value.asArray());
            case DOCUMENT -> value.asDocument().toJson(JSON);
            case TIMESTAMP -> Instant.ofEpochSecond(value.asTimestamp().getTime());
            case REGULAR_EXPRESSION, DB_POINTER, JAVASCRIPT, JAVASCRIPT_WITH_SCOPE, MIN_KEY, MAX_KEY ->
                value.toString();
        };
    }

    private static Object decimal(Decimal128 decimal) {
        if (decimal.isNaN() || decimal.isInfinite()) {
            return decimal.doubleValue();
        }
        // Minus nothing has no BigDecimal.
        return decimal.isNegative() && decimal.toString().matches("-0.*") && decimal.doubleValue() == 0
                ? new BigDecimal(decimal.toString().substring(1))
                : decimal.bigDecimalValue();
    }

    private static Object list(BsonArray values) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (BsonValue value : values) {
            Object plain = plain(value);
            if (plain instanceof byte[]) {
                return plain;
            }
            cells.add(plain);
        }
        return cells;
    }
}
