package io.millrace.source.row;

import io.millrace.core.document.AccessList;
import java.util.List;

/** Who may see the documents of a table. */
public sealed interface AccessRule {

    /**
     * Nobody: what is refused is kept in the ledger for no one else to see. No identity is called so, since no domain can be registered below
     * {@code .invalid} (RFC 2606 §2).
     */
    AccessList NOBODY = new AccessList(List.of("user:nobody@row.millrace.invalid"));

    /** The same for each. */
    record Fixed(AccessList access) implements AccessRule {}

    /** Row by row. A row whose columns name nobody is refused. */
    record FromColumns(List<Column> columns) implements AccessRule {
        public FromColumns {
            columns = List.copyOf(columns);
        }
    }

    /** A column, of the row or of rows joined to it, whose values name somebody; a value that is a list names all that it holds. */
    record Column(Reference reference, Kind kind) {}

    /** What a value names. */
    enum Kind {
        USER("user:"),
        GROUP("group:"),
        /** It is written {@code user:NAME}, {@code group:NAME} or {@code public}. */
        PRINCIPAL("");

        private final String start;

        Kind(String start) {
            this.start = start;
        }

        String principal(String value) {
            return start + value;
        }
    }
}
