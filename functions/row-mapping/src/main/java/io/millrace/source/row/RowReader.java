package io.millrace.source.row;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one database, and nothing that a mapping does not name. For many threads.
 *
 * <p>What one call gives is of one moment, where the database has such a thing: a row and all that is joined to it. Keys are texts as {@link CellText} has them; a
 * key that is asked for and that the database would write otherwise ({@code 01} for {@code 1}, {@code A} where letters count alike) is not there. A row with a null in its
 * key, or with a key that is one empty text, has no uri and is passed over.
 *
 * <p>All methods throw {@link IOException} where trying again may help by itself, and a {@link io.millrace.core.problem.ProblemException} of category UNAVAILABLE where a person has
 * to do something first: {@code source-credentials}, or {@code row-mapping-wrong} where the database does not have what the mapping names or does not let it be read. Its message
 * names source, table, column and remedy.
 */
public interface RowReader extends AutoCloseable {

    /** What the mapping gives of the rows with these keys that are there, in any order. At most 1000 keys. */
    List<JoinedRow> read(DocumentMapping document, List<List<String>> keys) throws IOException;

    /**
     * The rows after a key, in the database's own order of keys, which is the same at each call.
     *
     * @param after whether it is still there or not; null for the start
     * @param limit the most to give; fewer may come though there are more, so that memory is bounded, but none only at the end
     */
    List<JoinedRow> page(DocumentMapping document, @Nullable List<String> after, int limit) throws IOException;

    /** The keys alone, as {@link #page} has them; fewer than {@code limit} only at the end. */
    List<List<String>> keys(DocumentMapping document, @Nullable List<String> after, int limit) throws IOException;

    /**
     * The keys of rows some of whose columns have given values, in the order of {@link #page}; fewer than {@code limit} only at the end.
     *
     * @param anyOf at least one; each a value by column of the document's own table, all of which must be equal. A value that can't be one of its column is none of a row
     */
    List<List<String>> keysWhere(
            DocumentMapping document, List<Map<String, String>> anyOf, @Nullable List<String> after, int limit)
            throws IOException;

    /**
     * A key as {@link #keys} gives it, of one as the database's log has it, whether the row is there or not: a log may have blanks that fill up a text and mean nothing.
     *
     * @param logged a value for each column of the document's key
     * @return empty where that can't be told: the log writes values of a column's type in another way altogether
     */
    default Optional<List<String>> spelt(DocumentMapping document, List<String> logged) throws IOException {
        return Optional.of(logged);
    }

    /**
     * Whether the database's log tells the old values of some columns wherever an update changes them, though it doesn't tell the whole row: then they stayed where it says nothing of
     * before.
     *
     * @param join whose table they are of; null for the document's own
     * @return true too for a kind of database whose log nothing here reads
     */
    default boolean tellsOld(DocumentMapping document, @Nullable Join join, Collection<String> columns)
            throws IOException {
        return true;
    }

    /** What the database has to say of a mapping: what does not fit, what is missing for changes to be seen, what is slow. */
    List<RowFinding> inspect(DocumentMapping document) throws IOException;

    @Override
    void close();
}
