package io.millrace.core.index;

import org.jspecify.annotations.Nullable;

/** Values of one type from here to there: what stores turn a {@link Condition} into. */
public sealed interface ValueRange {

    /** Both ends are in it, and may be infinite. */
    record Numbers(double least, double most) implements ValueRange {}

    /** In milliseconds since 1970; both ends are in it. */
    record Dates(long least, long most) implements ValueRange {}

    /** One text. */
    record Text(String value) implements ValueRange {}

    /**
     * By code points.
     *
     * @param from the first that is in it; null for all before {@code before}
     * @param before the first after it; null for all from {@code from} on
     */
    record Texts(@Nullable String from, @Nullable String before) implements ValueRange {

        /** The text next after {@code value}: none has the character 0. */
        static String after(String value) {
            return value + "\u0001";
        }
    }
}
