package io.millrace.core.document;

import io.millrace.core.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which version of which document is current, and the numbers that order its changes. Every answer that changes something
 * is durable before it is given.
 */
public interface Ledger {

    /**
     * A change that is to get its sequence.
     *
     * @param document which document
     * @param uri its canonical uri
     * @param access who may see it, should it be seen for the first time, or again after it was removed
     * @param changeKey what tells this change from others: the incoming event's source and id
     */
    record Unnumbered(DocumentKey document, String uri, AccessList access, String changeKey) {}

    /**
     * Gives changes of documents their sequences, for sources that have no order of their own, and notes each as the highest
     * known of its document. The first use of a {@code changeKey} takes the next number; every further use gives the same again, for at least 24 hours.
     * Many at once share durable writes.
     *
     * @return one sequence for each change, in the same order
     */
    List<Sequence> assign(List<Unnumbered> changes);

    /** Like {@link #assign(List)}, of one change. */
    default Sequence assign(DocumentKey document, String uri, AccessList access, String changeKey) {
        return assign(List.of(new Unnumbered(document, uri, access, changeKey))).getFirst();
    }

    /**
     * Gives changes that were found by looking (reindexing) their sequences: the highest known position of the document, with
     * the next repair number. Idempotent by {@code changeKey} like {@link #assign(List)}, and as cheap.
     */
    List<Sequence> assignRepair(List<Unnumbered> changes);

    /** Like {@link #assignRepair(List)}, of one change. */
    default Sequence assignRepair(DocumentKey document, String uri, AccessList access, String changeKey) {
        return assignRepair(List.of(new Unnumbered(document, uri, access, changeKey)))
                .getFirst();
    }

    /**
     * Notes a change's sequence that its source gave, as the highest known of the document. One that is not above what is known changes nothing, so
     * noting it again is harmless.
     */
    void note(DocumentKey document, String uri, AccessList access, Sequence sequence);

    Optional<DocumentState> find(DocumentKey document);

    /**
     * Documents of a tenant in the order of their ids, removed ones left out.
     *
     * @param after the last id of the page before; null for the first page
     * @param limit the most to give, 1 to 1000
     */
    default List<DocumentState> list(String tenant, @Nullable String after, int limit) {
        return list(tenant, null, after, limit);
    }

    /**
     * Like the other, of those that somebody may see: neither a page's documents nor its length tells anything of the rest.
     *
     * @param askers whoever asks, by all names; null for all documents
     */
    List<DocumentState> list(String tenant, @Nullable Set<String> askers, @Nullable String after, int limit);

    /**
     * The documents of a tenant that settled last in {@code state}, latest first.
     *
     * @param limit the most to give, 1 to 1000
     */
    List<DocumentState> latest(String tenant, DocumentState.State state, int limit);

    /**
     * Notes that an attempt at a change failed and will be made again; nothing happens where the change has no effect any more.
     *
     * @param uri the document's canonical uri
     * @param access who may see it, should it be seen for the first time
     */
    void failed(DocumentKey document, String uri, AccessList access, Sequence sequence, Problem problem);

    /** Those of {@code etags} that are the mark of what a document of any tenant is, or of what was refused of it. May cost a look at every document. */
    Set<String> inUse(Set<String> etags);

    /** What the tenant's documents take, as of the last change that is durable. Costs no scan. */
    TenantUse use(String tenant);
}
