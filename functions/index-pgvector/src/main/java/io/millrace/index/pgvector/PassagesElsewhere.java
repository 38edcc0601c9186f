package io.millrace.index.pgvector;

import io.millrace.core.document.DocumentKey;
import io.millrace.core.document.Sequence;
import io.millrace.core.index.DocumentVersion;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.IndexSnapshot;
import java.util.List;

/**
 * A place for passages other than the tables beside the ledger, where what can be found of a document changes by one write (architecture §9.2). The ledger decides, and
 * calls within a transaction that holds the document's lock and is committed afterwards: a process may be killed between the two, and the same change is then asked for again.
 * Failures are {@link io.millrace.core.problem.ProblemException}.
 */
public interface PassagesElsewhere extends AutoCloseable {

    /**
     * Makes the place for vectors of {@code dimension} components; one that is there and has no passages is taken as it is.
     *
     * @return its name for ever, which no other place has
     */
    String create(int dimension);

    /** The name that {@link #create} gave; fails where the place is gone. */
    String identity();

    /**
     * Makes these passages, in their order, what can be found of the document, by one write; nothing happens where a later change has been written. On return it is durable, and
     * seen by every snapshot opened from then on.
     */
    void show(DocumentVersion version, List<EmbeddedChunk> passages);

    /**
     * Makes what can be found of the document what {@code version}'s sequence says too, if it is this version: nothing earlier can take its place then. Durable on return.
     *
     * @return false where another version can be found, or none: one that the ledger has not heard of was shown by a process that was killed, and this version is to be shown anew
     */
    boolean raise(DocumentVersion version);

    /** Makes nothing what can be found of the document, like {@link #show}; nothing happens where there is no place yet. */
    void hide(DocumentKey document, Sequence sequence);

    /** @param ledger how far the ledger was before the snapshot */
    IndexSnapshot snapshot(LedgerView ledger);

    @Override
    void close();
}
