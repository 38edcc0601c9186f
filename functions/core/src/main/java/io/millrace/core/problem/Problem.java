package io.millrace.core.problem;

import java.util.Objects;

/**
 * A failure as a caller sees it (RFC 9457).
 *
 * @param category what kind of failure this is; decides the HTTP status and whether a retry can help
 * @param code a stable, lower-case, hyphenated name of this failure, such as {@code document-encrypted}
 * @param detail one or two sentences: what, why, and what to do; never document text, never a secret
 */
public record Problem(Category category, String code, String detail) {

    /** The longest {@link #detail}, in UTF-16 units: brokers carry 1 KiB of an error body in a dead letter. */
    public static final int MAX_DETAIL_LENGTH = 600;

    /** Kinds of failure. The statuses keep to what Knative brokers retry (404, 408, 409, 429 and 5xx are retried). */
    public enum Category {
        /** The request or event is malformed: final. */
        INVALID(400, false),
        /** Nobody knows who calls: final. */
        UNAUTHENTICATED(401, false),
        /** The caller is not allowed: final. */
        FORBIDDEN(403, false),
        /** Only for HTTP reads by a person; never answered to an event, since brokers retry it. */
        NOT_FOUND(404, false),
        /** The thing that the event speaks of is gone for good: final. */
        GONE(410, false),
        /** Over a limit: final. */
        TOO_LARGE(413, false),
        /** Well-formed, and can't be processed: final. */
        UNPROCESSABLE(422, false),
        /** Too much at once: try again. */
        BUSY(429, true),
        /** A fault of ours: try again. */
        INTERNAL(500, true),
        /** Something that we need is away: try again. */
        UNAVAILABLE(503, true),
        /** Something that we need is too slow: try again. */
        TIMEOUT(504, true);

        private final int status;
        private final boolean retryable;

        Category(int status, boolean retryable) {
            this.status = status;
            this.retryable = retryable;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }

        /** Whether the same request may succeed later. */
        public boolean retryable() {
            return retryable;
        }
    }

    public Problem {
        Objects.requireNonNull(category, "category");
        if (!code.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("code must be lower-case and hyphenated, but is '" + code + "'");
        }
        if (detail.length() > MAX_DETAIL_LENGTH) {
            detail = detail.substring(0, MAX_DETAIL_LENGTH - 1) + "…";
        }
    }

    /** The URI reference that RFC 9457 calls {@code type}. */
    public String type() {
        return "urn:millrace:problem:" + code;
    }
}
