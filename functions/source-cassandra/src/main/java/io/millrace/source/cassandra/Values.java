package io.millrace.source.cassandra;

import com.datastax.oss.driver.api.core.data.CqlVector;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.protocol.internal.ProtocolConstants;
import io.millrace.source.row.CellText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Values of Cassandra's types as cells have them, and back from the texts of keys. */
final class Values {

    /** As decimals are written: an exponent in a uri could be written out as gigabytes of digits. */
    private static final Pattern PLAIN = Pattern.compile("-?[0-9]+([.][0-9]+)?");

    /** In UTF-16 units, of which each is at most three bytes: Cassandra takes no longer keys, and calls a question for one wrong. */
    private static final int LONGEST_KEY = 65_535 / 3;

    private Values() {}

    /** Bytes, and what has bytes in it, are {@code byte[]}. Maps, types of the user and tuples are lists, with the names before the values. */
    static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case ByteBuffer bytes -> bytes(bytes);
            case InetAddress address -> address.getHostAddress();
            case Collection<?> several -> list(several);
            case CqlVector<?> vector ->
                list(StreamSupport.stream(vector.spliterator(), false).toList());
            case Map<?, ?> map -> named(map);
            case UdtValue fields ->
                list(IntStream.range(0, fields.size())
                        .mapToObj(i ->
                                pair(fields.getType().getFieldNames().get(i).asInternal(), fields.getObject(i)))
                        .toList());
            case TupleValue fields -> {
                List<@Nullable Object> all = new ArrayList<>();
                for (int i = 0; i < fields.size(); i++) {
                    all.add(fields.getObject(i));
                }
                yield list(all);
            }
            default -> value;
        };
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static Object list(Collection<?> values) {
        List<@Nullable Object> cells = new ArrayList<>();
        for (Object value : values) {
            Object plain = plain(value);
            if (plain instanceof byte[]) {
                return plain;
            }
            cells.add(plain);
        }
        return cells;
    }

    private static Object named(Map<?, ?> map) {
        List<@Nullable Object> pairs = new ArrayList<>();
        map.forEach((name, value) -> pairs.add(pair(name, value)));
        return list(pairs);
    }

    private static Object pair(@Nullable Object name, @Nullable Object value) {
        Object plainName = plain(name);
        Object plainValue = plain(value);
        if (plainName instanceof byte[]) {
            return plainName;
        }
        return plainValue instanceof byte[] ? plainValue : CellText.of(plainName) + ": " + CellText.of(plainValue);
    }

    /** The text of a part of a key; null for null, and for what would be read back as something else. */
    static @Nullable String text(DataType type, @Nullable Object value) {
        Object plain = plain(value);
        if (plain == null || plain instanceof byte[]) {
            return null;
        }
        String text = CellText.of(plain);
        Object back = parse(type, text);
        return back != null && back.equals(value) ? text : null;
    }

    /** What a text stands for in a column of a type; null where it would be written otherwise, or stands for nothing. */
    static @Nullable Object parse(DataType type, String text) {
        try {
            Object value = unchecked(type, text);
            return value != null && CellText.of(plain(value)).equals(text) ? value : null;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Object unchecked(DataType type, String text) {
        return switch (type.getProtocolCode()) {
            case ProtocolConstants.DataType.VARCHAR -> text.length() <= LONGEST_KEY ? text : null;
            case ProtocolConstants.DataType.ASCII ->
                StandardCharsets.US_ASCII.newEncoder().canEncode(text) ? text : null;
            case ProtocolConstants.DataType.INT -> Integer.valueOf(text);
            case ProtocolConstants.DataType.BIGINT -> Long.valueOf(text);
            case ProtocolConstants.DataType.SMALLINT -> Short.valueOf(text);
            case ProtocolConstants.DataType.TINYINT -> Byte.valueOf(text);
            case ProtocolConstants.DataType.VARINT -> new BigInteger(text);
            case ProtocolConstants.DataType.DECIMAL -> PLAIN.matcher(text).matches() ? new BigDecimal(text) : null;
            case ProtocolConstants.DataType.DOUBLE -> Double.valueOf(text);
            case ProtocolConstants.DataType.FLOAT -> Float.valueOf(text);
            case ProtocolConstants.DataType.BOOLEAN -> Boolean.valueOf(text);
            case ProtocolConstants.DataType.UUID -> UUID.fromString(text);
            case ProtocolConstants.DataType.TIMEUUID -> timed(UUID.fromString(text));
            case ProtocolConstants.DataType.TIMESTAMP ->
                Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
            case ProtocolConstants.DataType.DATE -> LocalDate.parse(text);
            case ProtocolConstants.DataType.TIME -> LocalTime.parse(text);
            case ProtocolConstants.DataType.INET -> InetAddress.ofLiteral(text);
            default -> null;
        };
    }

    private static @Nullable UUID timed(UUID uuid) {
        return uuid.version() == 1 ? uuid : null;
    }
}
