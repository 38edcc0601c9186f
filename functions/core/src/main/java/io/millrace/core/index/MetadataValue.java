package io.millrace.core.index;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Condition} sees in one value of a document's metadata, which is a string that declares no type: always its text, and the number or date that it may be written
 * for. All stores keep what this says, so none sees what another doesn't.
 *
 * @param keyword the string as it is
 * @param number see {@link #number(String)}; null for none
 * @param date see {@link #date(String)}; null for none
 */
public record MetadataValue(
        String keyword, @Nullable Double number, @Nullable Instant date) {

    /** The longest value that is seen, in UTF-16 units: conditions are for facts, not for texts. */
    public static final int MAX_LENGTH = 256;

    /** The longest name of a column. */
    public static final int MAX_NAME_LENGTH = 128;

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]{1,4})?");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt ].*)?");
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd[['T']['t'][' ']HH:mm[:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendPattern("][XXX][XX][X]]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    /** What can be asked of a document, by column: entries whose name is none of a column, and values that are no {@link #isKeyword keywords}, are left out. */
    public static Map<String, MetadataValue> of(Map<String, String> metadata) {
        Map<String, MetadataValue> values = new TreeMap<>();
        metadata.forEach((name, value) -> {
            if (isName(name) && isKeyword(value)) {
                OptionalDouble number = number(value);
                values.put(
                        name, new MetadataValue(value, number.isPresent() ? number.getAsDouble() : null, date(value)));
            }
        });
        return values;
    }

    /** Whether a condition can name a column so: a letter or underscore, then also digits, dots and hyphens. Case matters. */
    public static boolean isName(String name) {
        return name.length() <= MAX_NAME_LENGTH && NAME.matcher(name).matches();
    }

    /** Whether every store can keep it and compare it: not too long, without the character 0 and halves of surrogate pairs. */
    public static boolean isKeyword(String value) {
        return value.length() <= MAX_LENGTH
                && value.codePoints().noneMatch(point -> point == 0 || (point >= 0xD800 && point <= 0xDFFF));
    }

    /**
     * The number that is written so, in decimal digits with a dot and an exponent at will. It is a double: two that agree in their first fifteen digits may count as equal.
     * Empty where it is no number, or beyond 1.8 · 10³⁰⁸.
     */
    public static OptionalDouble number(String text) {
        String written = text.strip();
        if (!NUMBER.matcher(written).matches()) {
            return OptionalDouble.empty();
        }
        // 0 and -0 are the same.
        double number = Double.parseDouble(written) + 0.0;
        return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    /**
     * The moment that is written so by ISO 8601, in whole milliseconds: a date, or a date and a time (after a T or a space), with an offset at will. Midnight where there is no time, UTC where there is
     * no offset. Null where it is none, or not between {@link Filter#EARLIEST} and {@link Filter#LATEST}.
     */
    public static @Nullable Instant date(String text) {
        String written = text.strip();
        if (!DATE.matcher(written).matches()) {
            return null;
        }
        try {
            TemporalAccessor parsed = ISO.parse(written);
            LocalTime time = parsed.query(TemporalQueries.localTime());
            ZoneOffset offset = parsed.query(TemporalQueries.offset());
            Instant date = LocalDate.from(parsed)
                    .atTime(time == null ? LocalTime.MIDNIGHT : time)
                    .toInstant(offset == null ? ZoneOffset.UTC : offset);
            return date.isBefore(Filter.EARLIEST) || date.isAfter(Filter.LATEST)
                    ? null
                    : Instant.ofEpochMilli(date.toEpochMilli());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
