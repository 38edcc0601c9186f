package io.millrace.source.row;

import io.millrace.core.document.AccessList;
import io.millrace.core.document.DocumentSource.Entry;
import io.millrace.core.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What became of a row. */
public sealed interface RowDocument {

    /** Of the row. */
    String uri();

    /** As sources list it. */
    Entry entry();

    /**
     * A document.
     *
     * @param title one line
     * @param body Markdown
     * @param access who may see it
     * @param metadata by name, the language among it
     * @param etag hash of all that
     */
    record Mapped(String uri, String title, String body, AccessList access, Map<String, String> metadata, String etag)
            implements RowDocument {

        public Mapped {
            metadata = Map.copyOf(metadata);
        }

        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Entry entry() {
            return new Entry(uri, etag, bytes().length, access);
        }
    }

    /**
     * None: a verdict on this row, which nobody but the operator may see.
     *
     * @param problem of a code that begins with {@code document-}
     */
    record Refused(String uri, Problem problem, String etag) implements RowDocument {
        @Override
        public Entry entry() {
            return new Entry(uri, etag, 0, AccessRule.NOBODY);
        }
    }
}
