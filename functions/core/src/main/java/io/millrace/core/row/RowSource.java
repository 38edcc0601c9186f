package io.millrace.core.row;

import io.millrace.core.document.DocumentSource;
import io.millrace.core.document.SourceRoot;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database whose rows are documents, as a mapping says. Whatever is asked, the answer is what the database holds now: a document and the rows joined to it are
 * read in one snapshot, so none is seen half-way through a transaction.
 *
 * <p>The mark of a document ({@link Entry#etag}) is a hash of all that is indexed of it: text, title, metadata and access list.
 */
public interface RowSource extends DocumentSource {

    /** Name of the source: the host of its rows' uris. */
    String name();

    /** What is registered for it: {@code row://name/}, with the mapping's tenant. */
    SourceRoot root();

    /**
     * The tables that documents are made of, each with the columns that {@link #affected} needs to know of a change: keys, and what joins refer to. Nothing
     * else of them needs to be captured.
     */
    Map<String, Set<String>> capturedColumns();

    /**
     * The documents that a change bears on, whether they are there or not: the row's own under its old key and its new one, and those that it is joined to. A
     * row that many documents refer to gives them page by page.
     *
     * @param change of one of {@link #capturedColumns}; not a {@link RowChange.Kind#TRUNCATED truncation}, which bears on all of a table
     * @param after only uris after this one, of the page before; null for the first page
     * @param limit the most to give, 1 or more; fewer are given only where there are no more
     * @return canonical uris, each once, in the source's own order, which is the same at each call: a database pages by its own order of keys, not by that of uris
     * @throws io.millrace.core.problem.ProblemException UNPROCESSABLE, code {@code row-change-incomplete}, where the log does not say enough to tell (the message
     *     names table, column and remedy)
     */
    List<String> affected(RowChange change, @Nullable String after, int limit) throws IOException;

    /**
     * The tables whose documents rest on {@code table}: itself where its rows are documents, and those that it is joined to.
     *
     * @return canonical uris of tables
     */
    Set<String> affectedTables(String table);

    /**
     * Those of some documents that are there now.
     *
     * @param uris canonical, all of this source, at most 1000
     */
    List<Entry> find(List<String> uris) throws IOException;
}
