package io.millrace.answering;

import io.millrace.core.document.DocumentState;
import io.millrace.core.document.DocumentState.State;
import io.millrace.core.document.FailedAttempts;
import io.millrace.core.document.Indexing;
import io.millrace.core.document.Timings;
import io.millrace.core.index.Staging;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A document as the API shows it.
 *
 * @param state pending, indexed, rejected or removed
 * @param changing whether a change is under way
 * @param sequence the change that settled; null where none has
 * @param configuration hash of chunker, embedding model and steps of the version that can be found
 * @param bytes size of that version's content; null where unknown
 * @param chunksEmbedded how many of its chunks had to be embedded for the change that settled
 * @param timings how long that took, by stage
 * @param freshnessMillis from the event that announced that change until it could be found
 * @param failedAttempts at the change that is under way, or the one that settled; null where there were none
 * @param underWay the latest change that has not settled; null where there is none, and in lists
 */
public record DocumentView(
        String id,
        String uri,
        String title,
        DocumentState.State state,
        boolean changing,
        @Nullable String version,
        @Nullable String etag,
        List<String> access,
        int chunks,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Instant changedAt,
        @Nullable Instant searchableAt,
        @Nullable String sequence,
        @Nullable String configuration,
        @Nullable Long bytes,
        @Nullable Integer chunksEmbedded,
        @Nullable Timings timings,
        @Nullable Long freshnessMillis,
        @Nullable Attempts failedAttempts,
        @Nullable UnderWay underWay) {

    /**
     * @param count how many attempts failed so far
     * @param code of the last failure
     * @param reason of the last failure
     */
    public record Attempts(int count, String code, String reason, Instant lastAt) {

        static @Nullable Attempts of(@Nullable FailedAttempts failures) {
            return failures == null
                    ? null
                    : new Attempts(failures.count(), failures.code(), failures.reason(), failures.lastAt());
        }
    }

    /**
     * @param sequence the change
     * @param stage announced until the first of several batches is embedded; then embedding
     * @param batchesEmbedded of the version that the change brings
     * @param batches null until the first is embedded
     */
    public record UnderWay(
            String sequence,
            Stage stage,
            int batchesEmbedded,
            @Nullable Integer batches) {

        static UnderWay of(DocumentState state, Optional<Staging> staging) {
            return staging.filter(staged -> staged.sequence().equals(state.known()))
                    .map(staged -> new UnderWay(
                            staged.sequence().value(), Stage.EMBEDDING, staged.durable(), staged.batches()))
                    .orElseGet(() -> new UnderWay(state.known().value(), Stage.ANNOUNCED, 0, null));
        }
    }

    /** How far a change is. */
    public enum Stage {
        ANNOUNCED,
        EMBEDDING
    }

    static DocumentView of(DocumentState state) {
        return of(state, null);
    }

    static DocumentView of(DocumentState state, @Nullable UnderWay underWay) {
        Indexing indexing = state.indexing();
        return new DocumentView(
                state.key().id(),
                state.uri(),
                state.title(),
                state.state(),
                state.changing(),
                state.version(),
                state.etag(),
                state.access().principals(),
                state.chunks(),
                state.code(),
                state.reason(),
                state.changedAt(),
                state.settledAt(),
                state.state() == State.PENDING ? null : state.settled().value(),
                indexing == null ? null : indexing.configuration(),
                indexing == null || indexing.bytes() == 0 ? null : indexing.bytes(),
                indexing == null ? null : indexing.chunksEmbedded(),
                indexing == null ? null : indexing.timings(),
                freshness(state),
                Attempts.of(state.failures()),
                underWay);
    }

    /** Milliseconds from the event that announced the change which settled until it could be found; null where that is not known. */
    static @Nullable Long freshness(DocumentState state) {
        Indexing indexing = state.indexing();
        if (indexing == null || indexing.timings() == null || state.settledAt() == null) {
            return null;
        }
        return Math.max(
                0,
                Duration.between(indexing.timings().announcedAt(), state.settledAt())
                        .toMillis());
    }
}
