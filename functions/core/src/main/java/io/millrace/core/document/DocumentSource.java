package io.millrace.core.document;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place that documents come from. */
public interface DocumentSource {

    /**
     * What a source says of one document without opening it.
     *
     * @param uri canonical
     * @param etag changes when the content does
     * @param bytes its size
     */
    record Entry(String uri, String etag, long bytes) {}

    /**
     * An open document. Close it.
     *
     * @param etag the mark of the bytes that {@code content} gives; null where the source has none: then the SHA-256 of the bytes is the mark
     */
    record Content(
            InputStream content, long bytes, @Nullable String etag) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            content.close();
        }
    }

    /** Whether this source answers for {@code uri}. */
    boolean serves(String uri);

    /**
     * Opens a document.
     *
     * @throws io.millrace.core.problem.ProblemException GONE when it is not there any more, FORBIDDEN when it may not be read,
     *     TOO_LARGE when it is over the limit
     */
    Content open(String uri) throws IOException;

    /**
     * What lies below {@code scope}, each document once, in the order of their uris.
     *
     * @param scope a uri that this source serves
     * @param after only what comes after this uri; null for the start
     * @param limit the most to give, 1 or more
     */
    List<Entry> list(String scope, @Nullable String after, int limit) throws IOException;

    /** Whether there is a document at {@code uri}, which this source serves; true where that can't be told for sure. */
    boolean contains(String uri) throws IOException;
}
