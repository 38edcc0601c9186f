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
 * @param sequence the change that settled
 * @param configuration hash of chunker, embedding model and steps
 * @param bytes size of its content
 * @param chunksEmbedded how many of the chunks had to be embedded for the change that settled
 * @param timings how long that took, by stage
 * @param freshnessMillis from the event that announced that change until it could be found
 * @param failedAttempts at the change that is under way, or the one that settled
 * @param underWay the latest change that has not settled; never in lists
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
        @Nullable String searchableAt,
        @Nullable String sequence,
        @Nullable String configuration,
        @Nullable Long bytes,
        @Nullable Integer chunksEmbedded,
        @Nullable StageTimes timings,
        @Nullable Long freshnessMillis,
        @Nullable Attempts failedAttempts,
        @Nullable UnderWay underWay) {

    /** Failures that were followed, or will be, by another attempt. */
    public record Attempts(int count, String code, String reason, String lastAt) {}

    /**
     * @param stage {@code announced} or {@code embedding}
     * @param batches null until the first is embedded
     */
    public record UnderWay(
            String sequence,
            String stage,
            int batchesEmbedded,
            @Nullable Integer batches) {}

    /** Whether nothing is under way: its state is the answer to all that was asked before. */
    public boolean settled() {
        return !changing && !state.equals("pending");
    }

    public boolean is(String wanted) {
        return state.equals(wanted);
    }
}
