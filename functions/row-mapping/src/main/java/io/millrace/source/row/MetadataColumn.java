package io.millrace.source.row;

/**
 * A column that is kept as metadata, to be filtered by.
 *
 * @param name of the metadata
 * @param reference the column, of the row or of its parent
 * @param type what its values must be
 */
public record MetadataColumn(String name, Reference reference, Type type) {

    /** What values must be. */
    public enum Type {
        /** A finite number; NaN and the infinities are left out. */
        NUMBER,
        /** A date, or a moment; the infinities are left out. */
        DATE,
        /** A short text, compared whole. */
        KEYWORD
    }
}
