package io.millrace.core.document;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Uploads, and what is too large for an event, by the hash of their content. Safe for use by many threads. */
public interface BlobStore {

    /** What names look like: a SHA-256 in hexadecimal digits. */
    Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    /**
     * Stores what {@code content} gives, durably, and returns its SHA-256 in 64 hexadecimal digits. Storing the same again is
     * harmless.
     *
     * @param maxBytes the most to take; more is a {@link ProblemException} (TOO_LARGE) and leaves nothing behind
     * @throws ProblemException UNAVAILABLE where there is no room, or the store can't be reached
     * @throws IOException what reading {@code content} throws
     */
    String put(InputStream content, long maxBytes) throws IOException;

    /**
     * Notes, durably and for as long as the bytes are there, what the sender of a document says that they are. It is the document's and not the bytes': who sends the same
     * as somebody else neither hears nor changes what that one said.
     *
     * @param contentType null for nothing
     * @throws ProblemException UNAVAILABLE where there is no room, or the store can't be reached
     */
    void describe(String sha256, DocumentKey document, @Nullable String contentType) throws IOException;

    /** What was last noted of a document's bytes. */
    Optional<String> contentType(String sha256, DocumentKey document) throws IOException;

    /** Opens one, whose mark is the hash, and of whose type nothing is said; a {@link ProblemException} (GONE) when it is not there. */
    DocumentSource.Content open(String sha256) throws IOException;

    /** Removes one; nothing happens when it is not there. */
    void delete(String sha256) throws IOException;

    /** Those of {@code names} that are there; they count as put now. */
    Set<String> keep(Set<String> names) throws IOException;

    /**
     * Removes those that were last put, or kept, before {@code horizon}, unless they are in use, which keeps them; and what is left of puts that ended with their process a day
     * before {@code now}.
     *
     * @param inUse tells of some names which of them are in use; asked only where something is that old
     */
    void sweep(Instant now, Instant horizon, UnaryOperator<Set<String>> inUse) throws IOException;

    /** {@code sha256}, if it is a name; a {@link ProblemException} (INVALID) otherwise. */
    static String requireName(String sha256) {
        if (!NAME.matcher(sha256).matches()) {
            throw ProblemException.of(
                    Category.INVALID, "blob-name-invalid", "a blob is named by 64 hexadecimal digits");
        }
        return sha256;
    }

    /** That one is not there. */
    static ProblemException gone(String sha256) {
        return ProblemException.of(
                Category.GONE,
                "document-gone",
                "the upload " + sha256 + " is not there any more; send the document again");
    }
}
