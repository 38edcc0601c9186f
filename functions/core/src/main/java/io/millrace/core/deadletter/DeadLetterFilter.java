package io.millrace.core.deadletter;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are asked for. What is null or empty doesn't matter; the rest must hold together.
 *
 * @param tenant the event's tenant
 * @param function the Service where it failed
 * @param type the event's type
 * @param status the last answer's HTTP status
 * @param reason a part of the reason, in any case of letters
 * @param since the earliest time of the failure
 * @param until the time from which on failures don't count any more
 */
public record DeadLetterFilter(
        String tenant,
        String function,
        String type,
        @Nullable Integer status,
        String reason,
        @Nullable Instant since,
        @Nullable Instant until) {

    /** All of them. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter("", "", "", null, "", null, null);

    public boolean matches(DeadLetter letter) {
        return (tenant.isEmpty() || tenant.equals(letter.attribute("tenant")))
                && (function.isEmpty() || function.equals(letter.function()))
                && (type.isEmpty() || type.equals(letter.attribute("type")))
                && (status == null || status.equals(letter.status()))
                && letter.reason().toLowerCase(Locale.ROOT).contains(reason.toLowerCase(Locale.ROOT))
                && (since == null || !letter.time().isBefore(since))
                && (until == null || letter.time().isBefore(until));
    }
}
