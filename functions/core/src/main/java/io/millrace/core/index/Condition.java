package io.millrace.core.index;

import io.millrace.core.index.TypedValue.Date;
import io.millrace.core.index.TypedValue.Keyword;
import io.millrace.core.index.TypedValue.Numeric;
import io.millrace.core.index.ValueRange.Dates;
import io.millrace.core.index.ValueRange.Numbers;
import io.millrace.core.index.ValueRange.Text;
import io.millrace.core.index.ValueRange.Texts;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What must hold of one entry of a document's metadata, such as {@code price < 100}. The type of the value decides how the entry is read: it must be written as a number to be compared with one, as
 * a date to be compared with one; any can be compared with a text. A document without the entry, or where it can't be read so, meets no condition on it, not even
 * {@link Comparison#NOT_EQUAL} (SQL's null).
 *
 * @param column the entry's name, see {@link MetadataValue#isName}
 * @param values one; of {@link Comparison#IN} 1 to {@link Filter#MAX_VALUES}, of {@link Comparison#BETWEEN} two
 */
public record Condition(String column, Comparison comparison, List<TypedValue> values) {

    /** @throws IllegalArgumentException says what is wrong with it */
    public Condition {
        values = List.copyOf(values);
        if (!MetadataValue.isName(column)) {
            throw new IllegalArgumentException("a column's name has letters, digits, _ . - and at most "
                    + MetadataValue.MAX_NAME_LENGTH + " of them, but is '" + column + "'");
        }
        int least = comparison == Comparison.BETWEEN ? 2 : 1;
        int most = comparison == Comparison.IN ? Filter.MAX_VALUES : least;
        if (values.size() < least || values.size() > most) {
            throw new IllegalArgumentException("'" + column + " " + comparison.symbol() + "' takes "
                    + (least == most ? least : least + " to " + most) + " values, but has " + values.size());
        }
        if (comparison == Comparison.BETWEEN && !isOrdered(values.getFirst(), values.getLast())) {
            throw new IllegalArgumentException(
                    "nothing lies between " + values.getFirst().written() + " and "
                            + values.getLast().written() + ": the lower of two values of one type comes first");
        }
    }

    private static boolean isOrdered(TypedValue low, TypedValue high) {
        return switch (low) {
            case Numeric number -> high instanceof Numeric other && number.value() <= other.value();
            case Date date -> high instanceof Date other && !date.value().isAfter(other.value());
            case Keyword keyword -> high instanceof Keyword other && compare(keyword.value(), other.value()) <= 0;
        };
    }

    /** By code points, as UTF-8 is ordered bytewise; {@link String#compareTo} goes by UTF-16 units. */
    private static int compare(String one, String other) {
        return Arrays.compare(one.codePoints().toArray(), other.codePoints().toArray());
    }

    /** The values that meet it: those in any of these ranges. */
    public List<ValueRange> ranges() {
        TypedValue value = values.getFirst();
        return switch (comparison) {
            case EQUAL, IN -> values.stream().map(Condition::exactly).toList();
            case NOT_EQUAL -> List.of(below(value, false), above(value, false));
            case LESS -> List.of(below(value, false));
            case AT_MOST -> List.of(below(value, true));
            case GREATER -> List.of(above(value, false));
            case AT_LEAST -> List.of(above(value, true));
            case BETWEEN -> List.of(between(value, values.getLast()));
        };
    }

    private static ValueRange exactly(TypedValue value) {
        return switch (value) {
            case Numeric number -> new Numbers(number.value(), number.value());
            case Date date -> new Dates(millis(date), millis(date));
            case Keyword keyword -> new Text(keyword.value());
        };
    }

    private static ValueRange below(TypedValue value, boolean orEqual) {
        return switch (value) {
            case Numeric number ->
                new Numbers(Double.NEGATIVE_INFINITY, orEqual ? number.value() : Math.nextDown(number.value()));
            case Date date -> new Dates(Filter.EARLIEST.toEpochMilli(), millis(date) - (orEqual ? 0 : 1));
            case Keyword keyword -> new Texts(null, orEqual ? Texts.after(keyword.value()) : keyword.value());
        };
    }

    private static ValueRange above(TypedValue value, boolean orEqual) {
        return switch (value) {
            case Numeric number ->
                new Numbers(orEqual ? number.value() : Math.nextUp(number.value()), Double.POSITIVE_INFINITY);
            case Date date -> new Dates(millis(date) + (orEqual ? 0 : 1), Filter.LATEST.toEpochMilli());
            case Keyword keyword -> new Texts(orEqual ? keyword.value() : Texts.after(keyword.value()), null);
        };
    }

    private static ValueRange between(TypedValue low, TypedValue high) {
        return switch (low) {
            case Numeric number -> new Numbers(number.value(), ((Numeric) high).value());
            case Date date -> new Dates(millis(date), millis((Date) high));
            case Keyword keyword -> new Texts(keyword.value(), Texts.after(((Keyword) high).value()));
        };
    }

    private static long millis(Date date) {
        return date.value().toEpochMilli();
    }

    /** As {@link Where} reads it, in one spelling. */
    @Override
    public String toString() {
        return switch (comparison) {
            case IN ->
                column + " in " + values.stream().map(TypedValue::written).collect(Collectors.joining(", ", "(", ")"));
            case BETWEEN ->
                column + " between " + values.getFirst().written() + " and "
                        + values.getLast().written();
            case EQUAL, NOT_EQUAL, LESS, AT_MOST, GREATER, AT_LEAST ->
                column + " " + comparison.symbol() + " " + values.getFirst().written();
        };
    }
}
