package io.millrace.contracts;

import org.jspecify.annotations.Nullable;

/**
 * A record of a notification that intake can't take.
 *
 * @param record in the vendor's own JSON, as text: what was sealed is exactly this
 * @param code why, as {@link io.millrace.core.problem.Problem#code()}
 * @param reason why, in words
 * @param seal shows intake that the record came to it with its token; null where it has none
 */
public record NotificationRefused(
        String record, String code, String reason, @Nullable String seal) {

    /** The longest {@link #record}, in UTF-16 units; escaped as JSON it stays well below the most that a broker takes. */
    public static final int MAX_RECORD_LENGTH = 128 << 10;

    public NotificationRefused {
        Require.notBlank("record", record);
        Require.notBlank("code", code);
        Require.present("reason", reason);
        if (record.length() > MAX_RECORD_LENGTH) {
            throw new IllegalArgumentException(
                    "record has " + record.length() + " characters, the most is " + MAX_RECORD_LENGTH);
        }
    }
}
