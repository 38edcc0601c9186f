package io.millrace.source.row;

/**
 * What is to be said of a mapping and a database.
 *
 * @param level how bad
 * @param table which table
 * @param what is the matter
 * @param remedy what to do
 */
public record RowFinding(Level level, String table, String what, String remedy) {

    /** How bad it is. */
    public enum Level {
        /** The table can't be read so. */
        ERROR,
        /** Some rows of it become no documents. */
        OMISSION,
        /** It can be read, but slowly, or not all changes of it are seen. */
        WARNING
    }

    @Override
    public String toString() {
        return table + ": " + what + "; " + remedy;
    }
}
