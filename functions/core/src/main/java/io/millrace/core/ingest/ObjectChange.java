package io.millrace.core.ingest;

import io.millrace.core.document.ObjectUri;
import io.millrace.core.document.Sequence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a store says of one of its objects.
 *
 * <p>No content type: only some vendors' notifications carry one, and listings don't, so a version would differ by the way it was found. The source says it
 * with the bytes.
 *
 * @param object which
 * @param kind whether it was written or went away
 * @param etag the store's mark of the new content, without quotes, as a listing gives it; null where it is not said
 * @param bytes size of the new content; null where it is not said
 * @param at when it happened
 * @param position the store's own place of this change in the order of the object's changes; null where it gives none
 */
public record ObjectChange(
        ObjectUri object,
        Kind kind,
        @Nullable String etag,
        @Nullable Long bytes,
        Instant at,
        @Nullable Sequence position) {

    /** What happened to it. */
    public enum Kind {
        /** It is new, has new content, or can be read again. */
        CHANGED,
        /** It, or one of its versions, went away. */
        REMOVED
    }

    public ObjectChange {
        if (object.key().isEmpty()) {
            throw new IllegalArgumentException("the object's key is empty");
        }
        if (bytes != null && bytes < 0) {
            throw new IllegalArgumentException("the object's size is negative: " + bytes);
        }
        // Zeros alone are before every change, so nothing can be at them.
        position = position != null && position.isAfter(Sequence.NONE) ? position : null;
        etag = etag == null || etag.isEmpty() ? null : unquoted(etag);
    }

    private static String unquoted(String etag) {
        return etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }
}
