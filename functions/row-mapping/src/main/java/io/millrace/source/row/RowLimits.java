package io.millrace.source.row;

/**
 * How much is taken of one row.
 *
 * @param cellBytes the longest cell, in UTF-8; longer ones are not read, and the document is refused
 * @param documentBytes the longest text of a document, in UTF-8, joined rows and all
 */
public record RowLimits(int cellBytes, int documentBytes) {

    /** 1 MiB and 16 MiB. */
    public static final RowLimits USUAL = new RowLimits(1 << 20, 16 << 20);

    public RowLimits {
        if (cellBytes < 1 || documentBytes < 1) {
            throw new IllegalArgumentException(
                    "limits are 1 byte or more, but are " + cellBytes + " a cell and " + documentBytes + " a document");
        }
    }
}
