package io.millrace.contracts;

import java.time.Instant;

/**
 * A document is gone from its source.
 *
 * @param document its id: hash(tenant, uri)
 * @param sequence orders the changes of this document
 * @param tenant whose it is
 * @param uri canonical
 * @param changedAt when it went
 */
public record DocumentRemoved(String document, String sequence, String tenant, String uri, Instant changedAt)
        implements DocumentEvent {

    public DocumentRemoved {
        Require.document(document, sequence, tenant, uri);
        Require.present("changedAt", changedAt);
    }
}
