package io.millrace.answering;

import io.millrace.core.document.DocumentState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document as the API shows it.
 *
 * @param state pending, indexed, rejected or removed
 * @param changing whether a change is under way
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
        @Nullable Instant searchableAt) {

    static DocumentView of(DocumentState state) {
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
                state.settledAt());
    }
}
