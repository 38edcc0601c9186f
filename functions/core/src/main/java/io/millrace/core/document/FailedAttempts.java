package io.millrace.core.document;

import io.millrace.core.problem.Problem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Attempts at a change that failed and will be made again. A change that succeeds at once has none, and costs no write for it.
 *
 * @param sequence the change
 * @param count how many attempts failed
 * @param code of the last failure, as {@link Problem#code()}
 * @param reason of the last failure
 * @param lastAt when that was
 */
public record FailedAttempts(Sequence sequence, int count, String code, String reason, Instant lastAt) {

    /** {@code before} and one more; of two changes, those of the later one are kept. */
    public static FailedAttempts oneMore(
            @Nullable FailedAttempts before, Sequence sequence, Problem problem, Instant now) {
        if (before != null && before.sequence.isAfter(sequence)) {
            return before;
        }
        int count = before != null && before.sequence.equals(sequence) ? before.count + 1 : 1;
        return new FailedAttempts(sequence, count, problem.code(), problem.detail(), now);
    }
}
