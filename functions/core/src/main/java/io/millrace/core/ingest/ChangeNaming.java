package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Sequence;

/** The one place where a change gets its document id and its sequence, whoever announces it. */
public final class ChangeNaming {

    private final Ledger ledger;

    public ChangeNaming(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A change by name. */
    public record NamedChange(DocumentKey document, Sequence sequence) {}

    /**
     * Names a change of a source that has no order of its own. A redelivery of the same event gets the same name.
     *
     * @param eventSource source of the incoming event
     * @param eventId id of the incoming event
     */
    public NamedChange notified(String tenant, String uri, AccessList access, String eventSource, String eventId) {
        DocumentKey document = DocumentKey.of(tenant, uri);
        return new NamedChange(
                document,
                ledger.assign(document, uri, access, Digest.of("notified", eventSource, eventId, document.id())));
    }

    /** Names a change whose place in the order of the document's changes its source gives. */
    public NamedChange ordered(String tenant, String uri, AccessList access, Sequence position) {
        DocumentKey document = DocumentKey.of(tenant, uri);
        ledger.note(document, uri, access, position);
        return new NamedChange(document, position);
    }

    /** Names a change that a comparison found; {@code run} tells one comparison from another. */
    public NamedChange found(String tenant, String uri, AccessList access, String run) {
        DocumentKey document = DocumentKey.of(tenant, uri);
        return new NamedChange(
                document, ledger.assignRepair(document, uri, access, Digest.of("found", run, document.id())));
    }

    /** Names the removal of a document that a comparison did not find; another change than {@link #found} of the same run. */
    public NamedChange foundMissing(String tenant, String uri, AccessList access, String run) {
        DocumentKey document = DocumentKey.of(tenant, uri);
        return new NamedChange(
                document, ledger.assignRepair(document, uri, access, Digest.of("missing", run, document.id())));
    }
}
