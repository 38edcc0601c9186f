package io.millrace.core.index;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Sequence;
import io.millrace.core.problem.Problem;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The passages that can be found. Every method is durable before it returns and idempotent; a change with a sequence that is
 * not after the document's settled one has no effect. What has been published or removed is so for every snapshot opened after the return.
 */
public interface PassageIndex {

    /**
     * Keeps a batch, and publishes its version when all its batches are durable: the passages of the version before and its
     * staging go, the new ones come, in one step. If the version is already current under a lower sequence, that sequence is
     * raised and nothing is staged.
     */
    StageResult stage(Batch batch);

    /**
     * If {@code version} is the document's current one, raises its sequence (and the etag) and returns the state; else empty,
     * and nothing is changed: the version's batches are wanted. The title stays as it is: it is read from the content, which whoever
     * confirms has not done.
     */
    Optional<DocumentState> confirm(DocumentVersion version);

    /** Removes a document and leaves a tombstone at {@code sequence}, whatever is under way. */
    DocumentState remove(DocumentKey document, String uri, Sequence sequence, Instant changedAt);

    /**
     * Notes the verdict that a document can't be indexed; what was found of it before goes.
     *
     * @param etag the mark of what was refused; null where the change names none
     * @param access who may see it; null where the change does not say, so that it stays with whom it was
     */
    DocumentState reject(
            DocumentKey document,
            String uri,
            @Nullable String etag,
            @Nullable AccessList access,
            Sequence sequence,
            Problem reason,
            Instant changedAt);

    /** How far the latest change under way is; empty where none of its batches is durable, or it has but one. */
    Optional<Staging> staging(DocumentKey document);

    /** What can be found now, unchanged until it is closed. */
    IndexSnapshot snapshot();

    /** Whether a snapshot takes nothing that others wait for (such as a connection), so that a search may open it before its question has a vector. */
    default boolean snapshotsAreFree() {
        return false;
    }

    /** How much it holds. */
    IndexCounts counts();
}
