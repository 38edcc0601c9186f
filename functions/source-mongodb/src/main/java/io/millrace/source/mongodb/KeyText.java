package io.millrace.source.mongodb;

import io.millrace.source.row.CellText;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Values that name a member of a collection, and their text in uris. A text does not tell its type: {@code 5} may be a number or a text, and whoever looks for it looks
 * for both.
 */
final class KeyText {

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+([.][0-9]+)?(E[+-]?[0-9]{1,4})?");
    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{24}");
    private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private KeyText() {}

    /** Null for what can be no part of a key: nothing, lists, documents, bytes, and what would be read back as something else. */
    static @Nullable String of(@Nullable BsonValue value) {
        if (value == null || TypeOrder.of(value).isEmpty()) {
            return null;
        }
        String text = CellText.of(Cells.plain(value));
        return candidates(text).stream().anyMatch(candidate -> same(candidate, value)) ? text : null;
    }

    /** What a text may stand for: at least itself; those of other types come first. */
    static List<BsonValue> candidates(String text) {
        List<BsonValue> values = new ArrayList<>(numbers(text));
        if (UUID_FORM.matcher(text).matches()) {
            values.add(new BsonBinary(UUID.fromString(text)));
        }
        if (OBJECT_ID.matcher(text).matches()) {
            values.add(new BsonObjectId(new ObjectId(text)));
        }
        if (text.equals("true") || text.equals("false")) {
            values.add(BsonBoolean.valueOf(Boolean.parseBoolean(text)));
        }
        if (text.endsWith("Z")) {
            moment(text, values);
        }
        values.add(new BsonString(text));
        return values;
    }

    private static List<BsonValue> numbers(String text) {
        List<BsonValue> numbers = new ArrayList<>();
        if (text.equals("Infinity") || text.equals("-Infinity")) {
            numbers.add(new BsonDouble(Double.parseDouble(text)));
        }
        if (!NUMBER.matcher(text).matches()) {
            return numbers;
        }
        BigDecimal decimal = new BigDecimal(text);
        if (WHOLE.matcher(text).matches() && decimal.toBigInteger().bitLength() < 64) {
            // Equal to the same number of any other type of number.
            numbers.add(new BsonInt64(decimal.longValueExact()));
            return numbers;
        }
        double nearest = decimal.doubleValue();
        if (CellText.of(nearest).equals(text)) {
            numbers.add(new BsonDouble(nearest));
        }
        try {
            numbers.add(new BsonDecimal128(new Decimal128(decimal)));
        } catch (NumberFormatException e) {
            // It has more digits than MongoDB's decimals: no member has it.
            return numbers;
        }
        return numbers;
    }

    private static void moment(String text, List<BsonValue> values) {
        try {
            BsonDateTime moment = new BsonDateTime(Instant.parse(text).toEpochMilli());
            if (CellText.of(Cells.plain(moment)).equals(text)) {
                values.add(moment);
            }
        } catch (DateTimeException | ArithmeticException e) {
            // It only looks like one.
            return;
        }
    }

    /** As MongoDB compares: numbers by what they are worth. */
    private static boolean same(BsonValue candidate, BsonValue value) {
        if (!candidate.isNumber() || !value.isNumber()) {
            return candidate.equals(value);
        }
        String one = CellText.of(Cells.plain(candidate));
        String other = CellText.of(Cells.plain(value));
        boolean finite = !one.endsWith("Infinity") && !other.endsWith("Infinity");
        return one.equals(other) || (finite && new BigDecimal(one).compareTo(new BigDecimal(other)) == 0);
    }
}
