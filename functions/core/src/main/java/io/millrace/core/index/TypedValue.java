package io.millrace.core.index;

import java.time.Instant;
import java.util.Objects;

/** What a column is compared with. Its type says what of a document's value is compared: see {@link MetadataValue}. */
public sealed interface TypedValue {

    /** How a condition writes it. */
    String written();

    /** A finite number, never -0. */
    record Numeric(double value) implements TypedValue {

        public Numeric {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a number in a condition is finite, but is " + value);
            }
            value += 0.0;
        }

        @Override
        public String written() {
            return Double.toString(value);
        }
    }

    /** A moment in whole milliseconds. */
    record Date(Instant value) implements TypedValue {

        public Date {
            if (value.isBefore(Filter.EARLIEST) || value.isAfter(Filter.LATEST)) {
                throw new IllegalArgumentException(
                        "a date lies between " + Filter.EARLIEST + " and " + Filter.LATEST + ", but is " + value);
            }
            value = Instant.ofEpochMilli(value.toEpochMilli());
        }

        @Override
        public String written() {
            return value.toString();
        }
    }

    /** A text, compared to the letter. */
    record Keyword(String value) implements TypedValue {

        public Keyword {
            if (!MetadataValue.isKeyword(Objects.requireNonNull(value))) {
                throw new IllegalArgumentException("a text in a condition has up to " + MetadataValue.MAX_LENGTH
                        + " characters, none of them the character 0 or half of a pair, but has " + value.length());
            }
        }

        @Override
        public String written() {
            return "'" + value.replace("'", "''") + "'";
        }
    }
}
