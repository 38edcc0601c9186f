package io.millrace.source.jdbc;

import java.util.Optional;

/**
 * A column as the database has it.
 *
 * @param name as the database spells it
 * @param kind how its values are written
 * @param type as SQL of the database names it
 * @param nullable whether it may be null
 * @param readable whether we may read it
 * @param identity whether it is of what the database's log tells of a row before an update, where that is less than the whole row: a log that tells nothing of
 *     before says then that it stayed
 */
record Column(String name, Kind kind, String type, boolean nullable, boolean readable, boolean identity) {

    /** How values are written. */
    enum Kind {
        TEXT,
        /** Text that the database fills up with blanks, and whose blanks at its end mean nothing. */
        PADDED,
        /** A text whose form in the log is another. */
        UNTOLD,
        NUMBER,
        BOOLEAN,
        DATE,
        /** Time of day, or a length of time. */
        CLOCK,
        /** Date and time without a zone. */
        TIME,
        /** A moment, given in UTC. */
        MOMENT,
        /** Several values. */
        LIST,
        /** Bytes, which are no text. */
        BINARY
    }

    /** A value as {@link Dialect#value} gives it, of one as the log has it; empty where that can't be told. */
    Optional<String> spelt(String logged) {
        return switch (kind) {
            case PADDED -> Optional.of(logged.replaceFirst(" +$", ""));
            // Years that have not four digits.
            case DATE, TIME, MOMENT ->
                logged.startsWith("+") || logged.startsWith("-") ? Optional.empty() : Optional.of(logged);
            case TEXT, NUMBER, BOOLEAN, CLOCK -> Optional.of(logged);
            case UNTOLD, LIST, BINARY -> Optional.empty();
        };
    }

    /** Whether the log has its values so that they can be told. */
    boolean told() {
        return spelt("").isPresent();
    }

    /** Whether its values may be long enough to be over a limit. */
    boolean isUnbounded() {
        return kind == Kind.TEXT || kind == Kind.PADDED || kind == Kind.UNTOLD || kind == Kind.LIST;
    }
}
