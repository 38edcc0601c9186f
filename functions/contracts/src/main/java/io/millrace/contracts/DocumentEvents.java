package io.millrace.contracts;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentState;
import io.millrace.core.document.Indexing;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.ingest.DocumentChange;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Between what core says of documents and what events say of them. */
public final class DocumentEvents {

    private DocumentEvents() {}

    /** The announcement of a change. */
    public static DocumentChanged changed(DocumentChange change) {
        return new DocumentChanged(
                change.document().id(),
                change.sequence().value(),
                change.document().tenant(),
                change.uri(),
                change.content().equals(change.uri()) ? null : change.content(),
                change.etag(),
                change.contentType(),
                change.size(),
                change.title(),
                change.access().principals(),
                change.metadata(),
                change.changedAt());
    }

    /** The change that was announced. */
    public static DocumentChange change(DocumentChanged changed) {
        return new DocumentChange(
                changed.key(),
                changed.order(),
                changed.uri(),
                Objects.requireNonNullElse(changed.content(), changed.uri()),
                changed.etag(),
                changed.contentType(),
                changed.size(),
                changed.title(),
                new AccessList(changed.access()),
                changed.metadata(),
                changed.changedAt());
    }

    /** One batch of a version's passages. */
    public static ChunksPrepared prepared(DocumentVersion version, int batch, int batches, List<Chunk> chunks) {
        return new ChunksPrepared(
                version.document().id(),
                version.version(),
                version.sequence().value(),
                version.configuration(),
                batch,
                batches,
                version.document().tenant(),
                version.uri(),
                version.title(),
                version.contentType(),
                version.etag(),
                version.metadata(),
                version.access().principals(),
                version.changedAt(),
                chunks,
                version.bytes(),
                version.timings());
    }

    /** The version that a batch is part of. */
    public static DocumentVersion version(ChunksPrepared prepared) {
        return new DocumentVersion(
                prepared.key(),
                prepared.version(),
                prepared.order(),
                prepared.configuration(),
                prepared.uri(),
                prepared.title(),
                prepared.contentType(),
                prepared.etag(),
                prepared.metadata(),
                new AccessList(prepared.access()),
                prepared.changedAt(),
                Objects.requireNonNullElse(prepared.bytes(), 0L),
                prepared.timings());
    }

    /** Says that a document can be found; {@code state} must be indexed. */
    public static DocumentIndexed indexed(DocumentState state) {
        Indexing indexing = state.indexing();
        return new DocumentIndexed(
                state.key().id(),
                settled(state.version(), state),
                state.settled().value(),
                state.key().tenant(),
                state.uri(),
                state.chunks(),
                settled(state.changedAt(), state),
                settled(state.settledAt(), state),
                indexing == null ? null : indexing.chunksEmbedded(),
                indexing == null ? null : indexing.timings());
    }

    /** Says that a document is gone; {@code state} must be removed. */
    public static DocumentUnindexed unindexed(DocumentState state) {
        return new DocumentUnindexed(
                state.key().id(),
                state.settled().value(),
                state.key().tenant(),
                state.uri(),
                settled(state.changedAt(), state));
    }

    /** Says that a document can't be indexed; {@code state} must be rejected. */
    public static DocumentRejected rejected(DocumentState state) {
        return new DocumentRejected(
                state.key().id(),
                state.settled().value(),
                state.key().tenant(),
                state.uri(),
                settled(state.code(), state),
                settled(state.reason(), state));
    }

    private static <T> T settled(@Nullable T value, DocumentState state) {
        return Objects.requireNonNull(value, () -> "document " + state.key().id() + " is " + state.state());
    }
}
