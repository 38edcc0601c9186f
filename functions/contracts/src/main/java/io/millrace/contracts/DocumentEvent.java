package io.millrace.contracts;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;

/** What every event about a document says. */
public sealed interface DocumentEvent
        permits DocumentChanged, DocumentRemoved, ChunksPrepared, DocumentIndexed, DocumentUnindexed, DocumentRejected {

    /** The document's id. */
    String document();

    String sequence();

    String tenant();

    String uri();

    default DocumentKey key() {
        return new DocumentKey(tenant(), document());
    }

    default Sequence order() {
        return new Sequence(sequence());
    }
}
