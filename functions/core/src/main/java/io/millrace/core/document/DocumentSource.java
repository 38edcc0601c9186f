package io.millrace.core.document;

import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
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
     * @param etag the mark of the bytes that {@code content} gives; null where the source has none
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

    /** Everything below {@code scope} (a uri that this source serves), in a stable order. Close the stream. */
    Stream<Entry> list(String scope) throws IOException;
}
