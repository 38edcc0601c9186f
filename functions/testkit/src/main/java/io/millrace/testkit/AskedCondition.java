package io.millrace.testkit;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * A condition as it is written, and what it means, said apart from core.
 *
 * @param kind how what a document holds is read
 * @param comparison =, !=, <, <=, > or >=
 * @param value what it is compared with, without quotes
 */
record AskedCondition(String column, Kind kind, String comparison, String value) {

    enum Kind {
        NUMBER,
        DATE,
        TEXT
    }

    String written() {
        return column + " " + comparison + " " + (kind == Kind.TEXT ? "'" + value.replace("'", "''") + "'" : value);
    }

    boolean admits(Map<String, String> row) {
        String held = row.get(column);
        return held != null && isOfKind(held) && holds().test(compare(held));
    }

    private boolean isOfKind(String held) {
        return switch (kind) {
            case NUMBER -> held.matches("-?[0-9.]+");
            case DATE -> held.matches("2.*-.*");
            case TEXT -> true;
        };
    }

    private int compare(String held) {
        return switch (kind) {
            case NUMBER -> new BigDecimal(held).compareTo(new BigDecimal(value));
            case DATE -> moment(held).compareTo(moment(value));
            case TEXT -> held.compareTo(value);
        };
    }

    private static Instant moment(String written) {
        return written.length() == 10
                ? LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(written).toInstant();
    }

    private IntPredicate holds() {
        return switch (comparison) {
            case "=" -> order -> order == 0;
            case "!=" -> order -> order != 0;
            case "<" -> order -> order < 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            default -> order -> order >= 0;
        };
    }
}
