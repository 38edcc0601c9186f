package io.millrace.capture;

import io.millrace.core.row.RowSource;

/**
 * A source whose database's log is read.
 *
 * @param rows what its documents are
 * @param database where its log is
 */
record CapturedSource(RowSource rows, Database database) {

    String name() {
        return rows.name();
    }
}
