package io.millrace.capture;

import io.millrace.core.document.Digest;
import io.millrace.core.row.RowSource;
import io.millrace.source.row.DocumentMapping;
import io.millrace.source.row.MappedRowSource;
import io.millrace.source.row.SourceMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A source whose database's log is read.
 *
 * @param rows what its documents are
 * @param address where its log is
 * @param mapping mark of all that the mapping says of documents: with another, documents may have other contents or other readers though no row has changed
 */
record CapturedSource(RowSource rows, LogAddress address, String mapping) {

    static CapturedSource of(MappedRowSource rows, LogAddress address) {
        return new CapturedSource(rows, address, mark(rows.mapping()));
    }

    String name() {
        return rows.name();
    }

    /** Of all but the file's name and how the connection is secured. What is only moved to other lines counts as another, at the price of a comparison that finds nothing. */
    private static String mark(SourceMapping mapping) {
        List<String> parts = new ArrayList<>(
                List.of(mapping.engine().word(), mapping.url(), String.valueOf(mapping.user()), mapping.tenant()));
        for (DocumentMapping each : mapping.documents()) {
            parts.add(each.table());
            parts.add(each.key().toString());
            parts.add(each.title().toString());
            parts.add(String.valueOf(each.body()));
            parts.add(each.sections().toString());
            parts.add(each.joins().toString());
            parts.add(each.metadata().toString());
            parts.add(each.language().toString());
            parts.add(each.access().toString());
            // The only one whose order is another in each process.
            parts.add(new TreeSet<>(each.never()).toString());
        }
        return Digest.of(parts.toArray(String[]::new));
    }
}
