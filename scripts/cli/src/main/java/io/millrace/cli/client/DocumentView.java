package io.millrace.cli.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document as the API shows it.
 *
 * @param id 32 hexadecimal digits
 * @param state {@code pending}, {@code indexed}, {@code rejected} or {@code removed}
 * @param changing whether a change of it is under way
 * @param etag the source's mark of the content that settled
 * @param chunks how many passages can be found
 * @param code why it was rejected, as a code
 * @param reason why it was rejected, in words
 * @param changedAt ISO 8601
 * @param searchableAt ISO 8601
 */
public record DocumentView(
        String id,
        String uri,
        @Nullable String title,
        String state,
        boolean changing,
        @Nullable String version,
        @Nullable String etag,
        @Nullable List<String> access,
        int chunks,
        @Nullable String code,
        @Nullable String reason,
        @Nullable String changedAt,
        @Nullable String searchableAt) {

    /** Whether nothing is under way: its state is the answer to all that was asked before. */
    public boolean settled() {
        return !changing && !state.equals("pending");
    }

    public boolean is(String wanted) {
        return state.equals(wanted);
    }
}
