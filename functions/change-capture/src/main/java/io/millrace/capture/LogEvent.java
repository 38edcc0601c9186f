package io.millrace.capture;

import io.millrace.core.row.RowChange;

/** What a record of a log comes to. */
sealed interface LogEvent {

    /** A row changed, or all rows of a table are gone. */
    record Changed(RowChange change) implements LogEvent {}

    /**
     * A table was made, altered or dropped (MySQL and MariaDB; PostgreSQL's log doesn't say).
     *
     * @param table as the mapping writes it
     */
    record Altered(String table) implements LogEvent {}

    /** Only the log's position moved. */
    record Passed() implements LogEvent {}
}
