package io.millrace.core.ingest;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.Digest;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Ledger;
import io.millrace.core.document.Ledger.Unnumbered;
import io.millrace.core.document.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The one place where a change gets its document id and its sequence, whoever announces it. */
public final class ChangeNaming {

    private final Ledger ledger;

    public ChangeNaming(Ledger ledger) {
        this.ledger = ledger;
    }

    /** A change by name. */
    public record NamedChange(DocumentKey document, Sequence sequence) {}

    /** What is to be announced, and its change's name. */
    public record Named<T>(T what, NamedChange name) {}

    /**
     * A document whose change is to be named.
     *
     * @param uri canonical
     * @param access who may see it, should it be seen for the first time
     */
    public record Place(String uri, AccessList access) {}

    /**
     * Names a change of a source that has no order of its own. A redelivery of the same event gets the same name.
     *
     * @param eventSource source of the incoming event
     * @param eventId id of the incoming event
     */
    public NamedChange notified(String tenant, String uri, AccessList access, String eventSource, String eventId) {
        return notified(tenant, List.of(new Place(uri, access)), place -> place, eventSource, eventId)
                .getFirst()
                .name();
    }

    /** Like the other, for the changes of many documents together, at the price of one; in the same order. */
    public <T> List<Named<T>> notified(
            String tenant, List<T> documents, Function<T, Place> place, String eventSource, String eventId) {
        return named(
                tenant,
                documents,
                place,
                ledger::assign,
                document -> Digest.of("notified", eventSource, eventId, document.id()));
    }

    /** Names a change whose place in the order of the document's changes its source gives. */
    public NamedChange ordered(String tenant, String uri, AccessList access, Sequence position) {
        DocumentKey document = DocumentKey.of(tenant, uri);
        ledger.note(document, uri, access, position);
        return new NamedChange(document, position);
    }

    /** Names a change that a comparison found; {@code run} tells one comparison from another. */
    public NamedChange found(String tenant, String uri, AccessList access, String run) {
        return found(tenant, List.of(new Place(uri, access)), place -> place, run)
                .getFirst()
                .name();
    }

    /** Like the other, for the changes of many documents together, at the price of one; in the same order. */
    public <T> List<Named<T>> found(String tenant, List<T> documents, Function<T, Place> place, String run) {
        return named(
                tenant, documents, place, ledger::assignRepair, document -> Digest.of("found", run, document.id()));
    }

    /** Names the removal of a document that a comparison did not find; another change than {@link #found} of the same run. */
    public NamedChange foundMissing(String tenant, String uri, AccessList access, String run) {
        return foundMissing(tenant, List.of(new Place(uri, access)), place -> place, run)
                .getFirst()
                .name();
    }

    /** Like the other, for the removals of many documents together, at the price of one; in the same order. */
    public <T> List<Named<T>> foundMissing(String tenant, List<T> documents, Function<T, Place> place, String run) {
        return named(
                tenant, documents, place, ledger::assignRepair, document -> Digest.of("missing", run, document.id()));
    }

    private static <T> List<Named<T>> named(
            String tenant,
            List<T> documents,
            Function<T, Place> placeOf,
            Function<List<Unnumbered>, List<Sequence>> ledger,
            Function<DocumentKey, String> changeKey) {
        if (documents.isEmpty()) {
            return List.of();
        }
        List<Unnumbered> changes = documents.stream()
                .map(each -> {
                    Place place = placeOf.apply(each);
                    DocumentKey document = DocumentKey.of(tenant, place.uri());
                    return new Unnumbered(document, place.uri(), place.access(), changeKey.apply(document));
                })
                .toList();
        List<Sequence> sequences = ledger.apply(changes);
        List<Named<T>> named = new ArrayList<>(documents.size());
        for (int i = 0; i < documents.size(); i++) {
            named.add(
                    new Named<>(documents.get(i), new NamedChange(changes.get(i).document(), sequences.get(i))));
        }
        return named;
    }
}
