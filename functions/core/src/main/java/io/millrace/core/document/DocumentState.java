package io.millrace.core.document;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger knows of a document.
 *
 * @param key which document
 * @param uri where it comes from
 * @param title its title; empty until it has been read
 * @param known the highest sequence that was given out for it
 * @param settled the highest sequence that has taken effect: the current version's, the tombstone's or the verdict's
 * @param state what it is at {@link #settled}; {@link State#PENDING} as long as nothing has taken effect
 * @param version the version that can be found; null unless {@link State#INDEXED}
 * @param etag the source's mark of the content that settled; null where none was given
 * @param access who may see it
 * @param chunks how many passages can be found
 * @param code why it was rejected, as {@link io.millrace.core.problem.Problem#code()}; null otherwise
 * @param reason why it was rejected, in words; null otherwise
 * @param changedAt when the change that settled happened at the source
 * @param settledAt when it took effect here
 * @param indexing how the current version came in; null unless {@link State#INDEXED}
 * @param failures failed attempts at a change that is under way, or at the one that settled; null where there were none
 */
public record DocumentState(
        DocumentKey key,
        String uri,
        String title,
        Sequence known,
        Sequence settled,
        State state,
        @Nullable String version,
        @Nullable String etag,
        AccessList access,
        int chunks,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Instant changedAt,
        @Nullable Instant settledAt,
        @Nullable Indexing indexing,
        @Nullable FailedAttempts failures) {

    public enum State {
        /** Announced, nothing decided yet. */
        PENDING,
        /** Its {@link #version} can be found. */
        INDEXED,
        /** It can't be indexed, and nothing of it can be found. */
        REJECTED,
        /** It is gone. */
        REMOVED
    }

    /**
     * The {@link #code} of a document whose change became a dead letter. No verdict on its content, so the very same change may still
     * take effect: when the dead letter is replayed.
     */
    public static final String DEAD_LETTER = "dead-letter";

    /** Whether a change at {@code sequence} still has an effect. */
    public boolean admits(Sequence sequence) {
        return sequence.isAfter(settled) || (sequence.equals(settled) && DEAD_LETTER.equals(code));
    }

    /** Whether it is indexed with the content that {@code etag} marks, as {@code access} wants it, and no change is under way. */
    public boolean holds(@Nullable String etag, AccessList access) {
        return state == State.INDEXED
                && !changing()
                && etag != null
                && etag.equals(this.etag)
                && access.equals(this.access);
    }

    /** Whether a change is under way. */
    public boolean changing() {
        return known.isAfter(settled);
    }
}
