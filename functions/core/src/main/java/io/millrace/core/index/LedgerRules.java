package io.millrace.core.index;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.FailedAttempts;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Sequence;
import io.millrace.core.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a change makes of a document's state (architecture §9.2); knows no store and no clock.
 *
 * <p>A settled state follows from the change that settled it alone, never from the order in which changes came; that is what makes
 * late, doubled and disordered deliveries end in the same index. The exceptions are the access list of a tombstone and of a verdict on a change that names none, see
 * {@link #removed} and {@link #rejected}, and what tells only how it went: {@link Indexing} and {@link FailedAttempts}.
 */
public final class LedgerRules {

    private LedgerRules() {}

    /** Whether a change at {@code sequence} still has an effect. */
    public static boolean isNews(@Nullable DocumentState state, Sequence sequence) {
        return state == null || state.admits(sequence);
    }

    /** Whether {@code version} is what can be found. */
    public static boolean isCurrent(@Nullable DocumentState state, String version) {
        return state != null && state.state() == State.INDEXED && version.equals(state.version());
    }

    /** A change has been heard of, nothing has been decided. Of what is gone, whoever puts in something new says who may see it from then on. */
    public static DocumentState announced(
            @Nullable DocumentState state,
            DocumentKey key,
            String uri,
            String title,
            AccessList access,
            Sequence sequence) {
        if (state == null) {
            return new DocumentState(
                    key,
                    uri,
                    title,
                    sequence,
                    Sequence.NONE,
                    State.PENDING,
                    null,
                    null,
                    access,
                    0,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        return new DocumentState(
                state.key(),
                state.uri(),
                state.title(),
                later(state.known(), sequence),
                state.settled(),
                state.state(),
                state.version(),
                state.etag(),
                state.state() == State.REMOVED && sequence.isAfter(state.known()) ? access : state.access(),
                state.chunks(),
                state.code(),
                state.reason(),
                state.changedAt(),
                state.settledAt(),
                state.indexing(),
                state.failures());
    }

    /** An attempt at a change failed and will be made again. */
    public static DocumentState failed(DocumentState announced, Sequence sequence, Problem problem, Instant now) {
        return new DocumentState(
                announced.key(),
                announced.uri(),
                announced.title(),
                announced.known(),
                announced.settled(),
                announced.state(),
                announced.version(),
                announced.etag(),
                announced.access(),
                announced.chunks(),
                announced.code(),
                announced.reason(),
                announced.changedAt(),
                announced.settledAt(),
                announced.indexing(),
                FailedAttempts.oneMore(announced.failures(), sequence, problem, now));
    }

    /** All of a version is there. */
    public static DocumentState indexed(
            @Nullable DocumentState state, DocumentVersion version, int chunks, Indexing indexing, Instant now) {
        return new DocumentState(
                version.document(),
                version.uri(),
                version.title(),
                known(state, version.sequence()),
                version.sequence(),
                State.INDEXED,
                version.version(),
                version.etag(),
                version.access(),
                chunks,
                null,
                null,
                version.changedAt(),
                now,
                indexing,
                failures(state, version.sequence()));
    }

    /**
     * What can be found is also what a later change says. The title stays: it was read from this very content, and whoever confirms a
     * version has not read it again.
     */
    public static DocumentState raised(DocumentState state, DocumentVersion version, Instant now) {
        return new DocumentState(
                version.document(),
                version.uri(),
                state.title(),
                known(state, version.sequence()),
                version.sequence(),
                State.INDEXED,
                version.version(),
                version.etag(),
                version.access(),
                state.chunks(),
                null,
                null,
                version.changedAt(),
                now,
                state.indexing() == null ? null : state.indexing().confirmed(),
                failures(state, version.sequence()));
    }

    /** The document is gone. Keeps the access list, where one is known: that a private document is gone is as private as it was. */
    public static DocumentState removed(
            @Nullable DocumentState state,
            DocumentKey key,
            String uri,
            Sequence sequence,
            Instant changedAt,
            Instant now) {
        return new DocumentState(
                key,
                uri,
                "",
                known(state, sequence),
                sequence,
                State.REMOVED,
                null,
                null,
                accessOf(state),
                0,
                null,
                null,
                changedAt,
                now,
                null,
                failures(state, sequence));
    }

    /**
     * The document can't be indexed.
     *
     * @param etag the mark of what was refused; null where the change names none
     * @param access null where the change names no list: who might see the document may see the verdict
     */
    public static DocumentState rejected(
            @Nullable DocumentState state,
            DocumentKey key,
            String uri,
            @Nullable String etag,
            @Nullable AccessList access,
            Sequence sequence,
            Problem reason,
            Instant changedAt,
            Instant now) {
        return new DocumentState(
                key,
                uri,
                "",
                known(state, sequence),
                sequence,
                State.REJECTED,
                null,
                etag,
                access == null ? accessOf(state) : access,
                0,
                reason.code(),
                reason.detail(),
                changedAt,
                now,
                null,
                failures(state, sequence));
    }

    /** What was noted of changes that are still under way, or of the one that settles. */
    private static @Nullable FailedAttempts failures(@Nullable DocumentState state, Sequence settling) {
        FailedAttempts before = state == null ? null : state.failures();
        return before == null || settling.isAfter(before.sequence()) ? null : before;
    }

    private static AccessList accessOf(@Nullable DocumentState state) {
        return state == null ? AccessList.EVERYONE : state.access();
    }

    private static Sequence known(@Nullable DocumentState state, Sequence sequence) {
        return state == null ? sequence : later(state.known(), sequence);
    }

    private static Sequence later(Sequence one, Sequence other) {
        return one.isAfter(other) ? one : other;
    }
}
