package io.millrace.source.row;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value as documents and keys have it: as it is stored, whatever the language or the zone of this machine. Whoever reads a database or its log writes values
 * so, or the same row has two spellings.
 *
 * <ul>
 *   <li>decimals with the digits that they are stored with, never with an exponent: {@code 1.50}
 *   <li>{@code NaN}, {@code Infinity}, {@code -Infinity}; for dates and moments {@code infinity} and {@code -infinity}
 *   <li>dates and times by ISO 8601, with seconds: {@code 2024-02-29}, {@code 2024-02-29T12:00:00}; moments in UTC: {@code 2024-02-29T12:00:00Z}
 *   <li>a fraction of a second without zeros at its end, and none where it is nothing: {@code 12:00:00.12345}; databases and their logs have other zeros there
 *   <li>{@code true} and {@code false}; a list's values with a comma and a space between them
 *   <li>texts as they are, but for the character 0 and halves of surrogate pairs, which become U+FFFD
 * </ul>
 */
public final class CellText {

    private static final Pattern FRACTION = Pattern.compile("(:[0-9]{2})(?:\\.0+|(\\.[0-9]*[1-9])0+)(?![0-9])");

    private CellText() {}

    /** @throws IllegalArgumentException for bytes and for what is no value of a cell */
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case String text -> sound(text);
            case BigDecimal decimal -> decimal.toPlainString();
            case Double number -> floating(number);
            case Float number ->
                floating(number.isNaN() || number.isInfinite() ? number : Double.parseDouble(number.toString()));
            case Instant moment -> moment(moment);
            case OffsetDateTime moment -> moment(moment.toInstant());
            case ZonedDateTime moment -> moment(moment.toInstant());
            case LocalDateTime time -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
            case LocalTime time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
            case Collection<?> values -> values.stream().map(CellText::of).collect(Collectors.joining(", "));
            case byte[] _, OversizedCell _ ->
                throw new IllegalArgumentException("a cell of bytes, or over the limit, has no text");
            case Number number -> number.toString();
            default -> sound(value.toString());
        };
    }

    /** Java's own format of moments fills the fraction up to 3, 6 or 9 digits; that of times doesn't. */
    private static String moment(Instant moment) {
        return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC)) + "Z";
    }

    /** A time, or date and time, that a database wrote, with the fraction that {@link #of} gives it. */
    public static String ofTime(String written) {
        return written.indexOf('.') < 0 ? written : FRACTION.matcher(written).replaceFirst("$1$2");
    }

    private static String floating(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.toString(number);
        }
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        // Beyond that zeros would be made up.
        return Math.abs(decimal.precision() - decimal.scale()) > 21 ? decimal.toString() : decimal.toPlainString();
    }

    /** With U+FFFD for what no store takes. */
    private static String sound(String text) {
        String whole = text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
        if (StandardCharsets.UTF_8.newEncoder().canEncode(whole)) {
            return whole;
        }
        StringBuilder mended = new StringBuilder(whole.length());
        whole.codePoints()
                .forEach(point -> mended.appendCodePoint(point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point));
        return mended.toString();
    }
}
