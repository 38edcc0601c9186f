package io.millrace.index.opensearch;

import io.millrace.core.index.Condition;
import io.millrace.core.index.MetadataValue;
import io.millrace.core.index.ValueRange;
import io.millrace.core.index.ValueRange.Dates;
import io.millrace.core.index.ValueRange.Numbers;
import io.millrace.core.index.ValueRange.Text;
import io.millrace.core.index.ValueRange.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a {@link Condition} asks of a document, as terms of one field, {@value #FIELD}: {@code column=text}, {@code column#number} and {@code column@date}, the latter two as
 * hexadecimal digits that are ordered as what they stand for. A field for each column would be of its own type, but whoever writes metadata names columns, an index takes a thousand
 * fields, and the document that brings the next would be refused.
 */
final class MetadataTerms {

    static final String FIELD = "metadata";

    private static final char IS = '=';

    /** What no text of a column comes after. */
    private static final char AFTER_IS = IS + 1;

    private static final char NUMBER = '#';
    private static final char DATE = '@';

    private MetadataTerms() {}

    static List<String> of(Map<String, MetadataValue> values) {
        List<String> terms = new ArrayList<>();
        values.forEach((column, value) -> {
            if (value.number() != null) {
                terms.add(column + NUMBER + sortable(value.number()));
            }
            if (value.date() != null) {
                terms.add(column + DATE + sortable(value.date().toEpochMilli()));
            }
            terms.add(column + IS + value.keyword());
        });
        return terms;
    }

    static Object query(Condition condition) {
        String column = condition.column();
        List<Object> any = new ArrayList<>();
        // Single values together: a hundred of them are not to be a hundred clauses, of which a query may have 1,024.
        List<String> single = new ArrayList<>();
        for (ValueRange range : condition.ranges()) {
            switch (range) {
                case Numbers(double least, double most)
                when least == most -> single.add(column + NUMBER + sortable(least));
                case Numbers(double least, double most) ->
                    any.add(within(column + NUMBER, sortable(least), sortable(most)));
                case Dates(long least, long most) when least == most -> single.add(column + DATE + sortable(least));
                case Dates(long least, long most) -> any.add(within(column + DATE, sortable(least), sortable(most)));
                case Text text -> single.add(column + IS + text.value());
                case Texts texts -> any.add(within(column, texts));
            }
        }
        if (!single.isEmpty()) {
            any.add(Map.of("terms", Map.of(FIELD, single)));
        }
        return Map.of("bool", Map.of("should", any));
    }

    private static Object within(String column, Texts texts) {
        return range(Map.of(
                "gte",
                column + IS + (texts.from() == null ? "" : texts.from()),
                "lt",
                texts.before() == null ? column + AFTER_IS : column + IS + texts.before()));
    }

    private static Object within(String prefix, String least, String most) {
        return range(Map.of("gte", prefix + least, "lte", prefix + most));
    }

    private static Object range(Map<String, String> bounds) {
        return Map.of("range", Map.of(FIELD, bounds));
    }

    /** The bits of a double are ordered as it is, those of negative ones the other way round. */
    private static String sortable(double number) {
        long bits = Double.doubleToLongBits(number);
        return sortable(bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE));
    }

    private static String sortable(long number) {
        return String.format(Locale.ROOT, "%016x", number ^ Long.MIN_VALUE);
    }
}
