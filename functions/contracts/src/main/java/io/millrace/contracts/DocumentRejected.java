package io.millrace.contracts;

/**
 * A document can't be indexed: a verdict on its content, not a fault.
 *
 * @param document its id
 * @param sequence the change that was rejected
 * @param tenant whose it is
 * @param uri canonical
 * @param code why, as a stable name
 * @param reason why, in words
 */
public record DocumentRejected(String document, String sequence, String tenant, String uri, String code, String reason)
        implements DocumentEvent {

    public DocumentRejected {
        Require.document(document, sequence, tenant, uri);
        Require.notBlank("code", code);
        Require.notBlank("reason", reason);
    }
}
