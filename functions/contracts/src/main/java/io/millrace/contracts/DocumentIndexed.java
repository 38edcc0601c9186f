package io.millrace.contracts;

import java.time.Instant;

/**
 * A version of a document can be found.
 *
 * @param document its id
 * @param version that can be found
 * @param sequence the change that brought it
 * @param tenant whose it is
 * @param uri canonical
 * @param chunks how many passages of it can be found
 * @param changedAt when it changed at the source
 * @param searchableAt when it could be found
 */
public record DocumentIndexed(
        String document,
        String version,
        String sequence,
        String tenant,
        String uri,
        int chunks,
        Instant changedAt,
        Instant searchableAt)
        implements DocumentEvent {

    public DocumentIndexed {
        Require.document(document, sequence, tenant, uri);
        Require.notBlank("version", version);
        Require.atLeast("chunks", chunks, 1);
        Require.present("changedAt", changedAt);
        Require.present("searchableAt", searchableAt);
    }
}
