package io.millrace.core.document;

import org.jspecify.annotations.Nullable;

/**
 * A part of a source that is registered: only what lies in one is read and indexed.
 *
 * @param uri canonical; everything below it if it ends with a slash, else the one document
 * @param tenant whose it is
 * @param access who may see what lies there; what a document's source says of it may only narrow this
 * @param chunker name of the chunker for what lies there; null for the one that fits the content type
 */
public record SourceRoot(
        String uri,
        String tenant,
        AccessList access,
        @Nullable String chunker) {

    /** A root of the default tenant that leaves the choice of the chunker open. */
    public static SourceRoot of(String uri, AccessList access) {
        return new SourceRoot(uri, DocumentKey.DEFAULT_TENANT, access, null);
    }

    /** Whether {@code other}, a canonical uri, lies in it. */
    public boolean holds(String other) {
        return uri.endsWith("/") ? other.startsWith(uri) : other.equals(uri);
    }

    /** Whether all of it comes before {@code other} in the order of uris. */
    public boolean endsBefore(String other) {
        return other.compareTo(uri) > 0 && !holds(other);
    }
}
