package io.millrace.source.row;

import io.millrace.core.document.SourceRoot;
import io.millrace.core.row.RowUri;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mapping file: a database, and what of it becomes documents.
 *
 * @param file its name, for messages
 * @param name of the source: the host of its rows' uris
 * @param engine kind of database
 * @param url where it is, without credentials
 * @param user null where the database asks for none
 * @param password where it is; null where the database asks for none
 * @param tls null for what the driver does by itself
 * @param tenant whose the documents are
 * @param documents at least one; no table twice
 */
public record SourceMapping(
        String file,
        String name,
        Engine engine,
        String url,
        @Nullable String user,
        @Nullable Secret password,
        @Nullable Tls tls,
        String tenant,
        List<DocumentMapping> documents) {

    public SourceMapping {
        documents = List.copyOf(documents);
    }

    /** What is registered for it. Nobody may see what says no more than to lie there: each document has an access list of its own. */
    public SourceRoot root() {
        return new SourceRoot(RowUri.rootOf(name), tenant, AccessRule.NOBODY, null);
    }

    /** The mapping of a table whose rows are documents. */
    public Optional<DocumentMapping> document(String table) {
        return documents.stream()
                .filter(document -> document.table().equals(table))
                .findFirst();
    }
}
