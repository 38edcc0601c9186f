package io.millrace.core.index;

import io.millrace.core.index.TypedValue.Date;
import io.millrace.core.index.TypedValue.Keyword;
import io.millrace.core.index.TypedValue.Numeric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads conditions as people write them:
 *
 * <pre>
 * conditions = condition { "and" condition }
 * condition  = column ( "=" | "!=" | "<>" | "<" | "<=" | ">" | ">=" ) value
 *            | column "in" "(" value { "," value } ")"
 *            | column "between" value "and" value
 * value      = number | date | "true" | "false" | quoted text
 * </pre>
 *
 * Quotes are single or double, and doubled within. What is quoted and written as a date is one; true and false are texts. There is no {@code or} and no {@code not}: {@code in} and
 * {@code !=} are for what they are mostly wanted for.
 */
public final class Where {

    private static final String EXAMPLE = "price < 100 and released >= 2024-01-01 and category in ('shoes', 'boots')";

    /** The longest text, in UTF-16 units. */
    private static final int MAX_LENGTH = 8192;

    private static final int MAX_SHOWN = 30;

    private final String text;
    private int at;

    private Where(String text) {
        this.text = text;
    }

    /**
     * The conditions, all of which must hold, in their order.
     *
     * @throws IllegalArgumentException says where in the text what was expected
     */
    public static List<Condition> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "where has at most " + MAX_LENGTH + " characters, but has " + text.length());
        }
        return new Where(text).conditions();
    }

    private List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        do {
            conditions.add(condition());
        } while (word("and"));
        skipSpace();
        if (at < text.length()) {
            throw expected("'and' or the end");
        }
        return conditions;
    }

    private Condition condition() {
        skipSpace();
        int start = at;
        String column = take(Where::isOfColumn);
        if (!MetadataValue.isName(column)) {
            at = start;
            throw expected("the name of a column");
        }
        if (word("in")) {
            return new Condition(column, Comparison.IN, list());
        }
        if (word("between")) {
            TypedValue low = value();
            if (!word("and")) {
                throw expected("'and' and a second value");
            }
            return new Condition(column, Comparison.BETWEEN, List.of(low, value()));
        }
        return new Condition(column, comparison(), List.of(value()));
    }

    private Comparison comparison() {
        skipSpace();
        int start = at;
        return switch (take(c -> "=!<>".indexOf(c) >= 0)) {
            case "=" -> Comparison.EQUAL;
            case "!=", "<>" -> Comparison.NOT_EQUAL;
            case "<" -> Comparison.LESS;
            case "<=" -> Comparison.AT_MOST;
            case ">" -> Comparison.GREATER;
            case ">=" -> Comparison.AT_LEAST;
            default -> {
                at = start;
                throw expected("=, !=, <, <=, >, >=, in or between");
            }
        };
    }

    private List<TypedValue> list() {
        List<TypedValue> values = new ArrayList<>();
        if (!symbol('(')) {
            throw expected("'(' and values");
        }
        do {
            values.add(value());
        } while (symbol(','));
        if (!symbol(')')) {
            throw expected("',' or ')'");
        }
        return values;
    }

    private TypedValue value() {
        skipSpace();
        int start = at;
        if (at < text.length() && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
            String quoted = quoted(text.charAt(at));
            Instant date = MetadataValue.date(quoted);
            return date == null ? new Keyword(quoted) : new Date(date);
        }
        String bare = take(c -> isOfColumn(c) || c == '+' || c == ':');
        TypedValue value = bare(bare);
        if (value == null) {
            at = start;
            throw expected("a number, a date or a text in quotes");
        }
        return value;
    }

    private static @Nullable TypedValue bare(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new Keyword(text);
        }
        OptionalDouble number = MetadataValue.number(text);
        if (number.isPresent()) {
            return new Numeric(number.getAsDouble());
        }
        Instant date = MetadataValue.date(text);
        return date == null ? null : new Date(date);
    }

    private String quoted(char quote) {
        StringBuilder value = new StringBuilder();
        int start = at;
        for (at++; at < text.length(); at++) {
            if (text.charAt(at) == quote) {
                at++;
                if (at == text.length() || text.charAt(at) != quote) {
                    return value.toString();
                }
            }
            value.append(text.charAt(at));
        }
        at = start;
        throw expected("a text with a quote at its end");
    }

    /** Goes past the word, in upper case or lower, if it is next. */
    private boolean word(String wanted) {
        skipSpace();
        int start = at;
        if (take(Where::isOfColumn).equalsIgnoreCase(wanted)) {
            return true;
        }
        at = start;
        return false;
    }

    private boolean symbol(char wanted) {
        skipSpace();
        boolean found = at < text.length() && text.charAt(at) == wanted;
        at += found ? 1 : 0;
        return found;
    }

    private String take(IntPredicate wanted) {
        int start = at;
        while (at < text.length() && wanted.test(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skipSpace() {
        take(Character::isWhitespace);
    }

    private static boolean isOfColumn(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_.-".indexOf(c) >= 0;
    }

    private IllegalArgumentException expected(String what) {
        String rest = text.substring(at);
        String found = rest.isEmpty()
                ? "it ends there"
                : "'" + (rest.length() > MAX_SHOWN ? rest.substring(0, MAX_SHOWN) + "…" : rest) + "' is there";
        return new IllegalArgumentException(
                "where: " + what + " is expected at character " + (at + 1) + ", but " + found + "; such as " + EXAMPLE);
    }
}
