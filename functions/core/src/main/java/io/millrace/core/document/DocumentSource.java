package io.millrace.core.document;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A place that documents come from. */
public interface DocumentSource {

    /**
     * What a source says of one document without opening it.
     *
     * @param uri canonical
     * @param etag changes when the content does
     * @param bytes its size
     * @param access who may see it, where the source decides that document by document; null for whoever may see its root
     */
    record Entry(
            String uri, String etag, long bytes, @Nullable AccessList access) {

        /** Of a source that leaves the access to the root. */
        public Entry(String uri, String etag, long bytes) {
            this(uri, etag, bytes, null);
        }

        /** Who may see it, below a root with {@code inherited}. */
        public AccessList access(AccessList inherited) {
            return access == null ? inherited : access;
        }
    }

    /**
     * What a source says of a document, read together with its bytes.
     *
     * @param title null where it says nothing
     * @param access who may see it, in place of what was announced; null where it says nothing
     * @param metadata by name
     */
    record Attributes(@Nullable String title, @Nullable AccessList access, Map<String, String> metadata) {

        /** Of a source that says nothing. */
        public static final Attributes NONE = new Attributes(null, null, Map.of());

        public Attributes {
            metadata = Map.copyOf(metadata);
        }
    }

    /**
     * An open document. Close it.
     *
     * @param etag the mark of the bytes that {@code content} gives; null where the source has none: then the SHA-256 of the bytes is the mark
     * @param contentType what the source says that they are, with parameters such as the charset; null where it says nothing
     * @param attributes what else it says
     */
    record Content(
            InputStream content,
            long bytes,
            @Nullable String etag,
            @Nullable String contentType,
            Attributes attributes) implements AutoCloseable {

        /** Of a source that says nothing but the type. */
        public Content(InputStream content, long bytes, @Nullable String etag, @Nullable String contentType) {
            this(content, bytes, etag, contentType, Attributes.NONE);
        }

        /** Of a source that says nothing of the type. */
        public Content(InputStream content, long bytes, @Nullable String etag) {
            this(content, bytes, etag, null);
        }

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
     * The documents whose uri starts with {@code prefix}, each once, in the source's own order: any order that is the same at each call, and has
     * the document whose uri is the prefix itself first. A document that comes or goes between two calls disturbs no other.
     *
     * @param prefix canonical as far as it goes: a registered root, or something narrower that may end anywhere
     * @param after only what comes after this uri in that order, whether it is still there or not; null for the start
     * @param limit the most to give, 1 or more; fewer are given only where there are no more
     */
    List<Entry> list(String prefix, @Nullable String after, int limit) throws IOException;

    /** Whether there is a document at {@code uri}, which this source serves; true where that can't be told for sure. */
    boolean contains(String uri) throws IOException;

    /**
     * Which of some documents, all below one root of this source, are not there, where it can tell of many about as fast as of one; as sure as {@link #contains}.
     *
     * @return empty where it can't, so that each is to be asked for alone
     */
    default Optional<Set<String>> missing(List<String> uris) throws IOException {
        return Optional.empty();
    }
}
