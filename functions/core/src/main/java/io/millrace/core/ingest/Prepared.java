package io.millrace.core.ingest;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.DocumentState;
import io.millrace.core.index.DocumentVersion;
import java.util.List;

/** What became of a changed document. */
public sealed interface Prepared {

    /** It has new passages, to be embedded; in batches that fit an event each. */
    record Passages(DocumentVersion version, List<List<Chunk>> batches) implements Prepared {}

    /** This very content can be found already. */
    record Unchanged(DocumentState state) implements Prepared {}

    /** No text can be had of it. */
    record Rejected(DocumentState state) implements Prepared {}

    /** A later change has taken effect. */
    record Superseded(DocumentState state) implements Prepared {}
}
