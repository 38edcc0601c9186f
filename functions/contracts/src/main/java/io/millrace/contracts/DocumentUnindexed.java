package io.millrace.contracts;

import java.time.Instant;

/**
 * Nothing of a document can be found any more.
 *
 * @param document its id
 * @param sequence the change that removed it
 * @param tenant whose it is
 * @param uri canonical
 * @param changedAt when it went from its source
 */
public record DocumentUnindexed(String document, String sequence, String tenant, String uri, Instant changedAt)
        implements DocumentEvent {

    public DocumentUnindexed {
        Require.document(document, sequence, tenant, uri);
        Require.present("changedAt", changedAt);
    }
}
