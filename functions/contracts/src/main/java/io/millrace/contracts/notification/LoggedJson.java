package io.millrace.contracts.notification;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * A value of Debezium's in JSON as the Java object that it stands for. Decimals, dates and times are numbers or base64 there, whose meaning is the name of their schema (Debezium's
 * documentation, "Temporal types"; Kafka Connect's JsonConverter). Without a schema a value is what it looks like.
 */
final class LoggedJson {

    /** What Debezium writes where PostgreSQL's log leaves a large value out because it did not change. */
    private static final String UNAVAILABLE = "__debezium_unavailable_value";

    private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

    private LoggedJson() {}

    /**
     * Empty where the value can be no part of a key: bytes, lists, structures, times in a form that the database does not write.
     *
     * @throws IllegalArgumentException or {@link java.time.DateTimeException} or {@link ArithmeticException} where it is not what its schema says
     */
    static Optional<Object> of(JsonNode value, JsonNode schema) {
        String name = schema.path("name").asText();
        return switch (name) {
            case "org.apache.kafka.connect.data.Decimal" -> Optional.of(decimal(value, schema));
            case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" ->
                Optional.of(LocalDate.ofEpochDay(number(value)));
            case "io.debezium.time.Time", "org.apache.kafka.connect.data.Time" ->
                Optional.of(time(value, ChronoUnit.MILLIS));
            case "io.debezium.time.MicroTime" -> Optional.of(time(value, ChronoUnit.MICROS));
            case "io.debezium.time.NanoTime" -> Optional.of(time(value, ChronoUnit.NANOS));
            case "io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp" ->
                Optional.of(EPOCH.plus(number(value), ChronoUnit.MILLIS));
            case "io.debezium.time.MicroTimestamp" -> Optional.of(EPOCH.plus(number(value), ChronoUnit.MICROS));
            case "io.debezium.time.NanoTimestamp" -> Optional.of(EPOCH.plus(number(value), ChronoUnit.NANOS));
            case "io.debezium.time.ZonedTimestamp" -> Optional.of(moment(value.asText()));
            case "io.debezium.time.Year" -> plain(value);
            default ->
                name.startsWith("io.debezium.time.")
                                || schema.path("type").asText().equals("bytes")
                        ? Optional.empty()
                        : plain(value);
        };
    }

    /** A value of MongoDB's extended JSON, version 2, in its canonical or its relaxed form. */
    static Optional<Object> ofExtended(JsonNode value) {
        if (value.size() != 1 || !value.isObject()) {
            return plain(value);
        }
        Map.Entry<String, JsonNode> only = value.properties().iterator().next();
        JsonNode inner = only.getValue();
        return switch (only.getKey()) {
            case "$oid" -> plain(inner);
            case "$numberInt", "$numberLong" -> Optional.of(Long.valueOf(inner.asText()));
            case "$numberDouble" -> Optional.of(Double.valueOf(inner.asText()));
            case "$date" -> Optional.of(date(inner));
            default -> Optional.empty();
        };
    }

    private static Instant date(JsonNode date) {
        return date.isTextual()
                ? OffsetDateTime.parse(date.textValue()).toInstant()
                : Instant.ofEpochMilli(
                        date.isNumber()
                                ? number(date)
                                : Long.parseLong(date.path("$numberLong").asText()));
    }

    private static Optional<Object> plain(JsonNode value) {
        if (value.isTextual()) {
            return Optional.<Object>of(value.textValue()).filter(text -> !UNAVAILABLE.equals(text));
        }
        if (value.isBoolean()) {
            return Optional.of(value.booleanValue());
        }
        return value.isNumber() ? Optional.of(value.numberValue()) : Optional.empty();
    }

    private static long number(JsonNode value) {
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("a date or time is no whole number");
        }
        return value.longValue();
    }

    private static LocalTime time(JsonNode value, ChronoUnit unit) {
        return LocalTime.MIDNIGHT.plus(number(value), unit);
    }

    /** In base64, or as the converter's {@code decimal.format=numeric} has it. */
    private static BigDecimal decimal(JsonNode value, JsonNode schema) {
        return value.isNumber()
                ? value.decimalValue()
                : new BigDecimal(
                        new BigInteger(Base64.getDecoder().decode(value.asText())),
                        Integer.parseInt(schema.path("parameters").path("scale").asText()));
    }

    /** Infinity has no moment and stays a word. */
    private static Object moment(String text) {
        return text.isEmpty() || !Character.isDigit(text.charAt(0))
                ? text
                : OffsetDateTime.parse(text).toInstant();
    }
}
