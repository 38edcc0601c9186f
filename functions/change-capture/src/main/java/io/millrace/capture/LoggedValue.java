package io.millrace.capture;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A value of Debezium's as the Java object that it stands for. Debezium writes dates and times as numbers, whose meaning is the name of their schema
 * (Debezium's documentation, "Temporal types").
 */
final class LoggedValue {

    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

    private LoggedValue() {}

    static @Nullable Object of(Schema schema, @Nullable Object value) {
        if (value == null || schema.name() == null) {
            return value;
        }
        return switch (schema.name()) {
            case "io.debezium.time.Date" -> LocalDate.ofEpochDay(((Number) value).longValue());
            case "io.debezium.time.Time" -> time(value, ChronoUnit.MILLIS);
            case "io.debezium.time.MicroTime" -> time(value, ChronoUnit.MICROS);
            case "io.debezium.time.NanoTime" -> time(value, ChronoUnit.NANOS);
            case "io.debezium.time.Timestamp" -> EPOCH.plus(((Number) value).longValue(), ChronoUnit.MILLIS);
            case "io.debezium.time.MicroTimestamp" -> EPOCH.plus(((Number) value).longValue(), ChronoUnit.MICROS);
            case "io.debezium.time.NanoTimestamp" -> EPOCH.plus(((Number) value).longValue(), ChronoUnit.NANOS);
            case "io.debezium.time.ZonedTimestamp" -> moment(value.toString());
            default -> value;
        };
    }

    private static LocalTime time(Object value, ChronoUnit unit) {
        return LocalTime.MIDNIGHT.plus(((Number) value).longValue(), unit);
    }

    /** Infinity has no moment and stays a word. */
    private static Object moment(String text) {
        return text.isEmpty() || !Character.isDigit(text.charAt(0))
                ? text
                : OffsetDateTime.parse(text).toInstant();
    }
}
