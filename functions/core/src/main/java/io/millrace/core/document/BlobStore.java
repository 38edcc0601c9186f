package io.millrace.core.document;

import java.io.IOException;
import java.io.InputStream;

/** Uploads, and what is too large for an event, by the hash of their content. */
public interface BlobStore {

    /**
     * Stores what {@code content} gives, durably, and returns its SHA-256 in 64 hexadecimal digits. Storing the same again is
     * harmless.
     *
     * @param maxBytes the most to take; more is a {@link io.millrace.core.problem.ProblemException} (TOO_LARGE) and leaves nothing behind
     */
    String put(InputStream content, long maxBytes) throws IOException;

    /** Opens one; a {@link io.millrace.core.problem.ProblemException} (GONE) when it is not there. */
    InputStream open(String sha256) throws IOException;

    /** Removes one; nothing happens when it is not there. */
    void delete(String sha256) throws IOException;
}
