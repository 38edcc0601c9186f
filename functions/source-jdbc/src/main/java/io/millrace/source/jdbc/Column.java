package io.millrace.source.jdbc;

/**
 * A column as the database has it.
 *
 * @param name as the database spells it
 * @param kind how its values are written
 * @param type as SQL of the database names it
 * @param nullable whether it may be null
 * @param readable whether we may read it
 */
record Column(String name, Kind kind, String type, boolean nullable, boolean readable) {

    /** How values are written. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        DATE,
        /** Date and time without a zone. */
        TIME,
        /** A moment, given in UTC. */
        MOMENT,
        /** Several values. */
        LIST,
        /** Bytes, which are no text. */
        BINARY
    }

    /** Whether its values may be long enough to be over a limit. */
    boolean isUnbounded() {
        return kind == Kind.TEXT || kind == Kind.LIST;
    }
}
