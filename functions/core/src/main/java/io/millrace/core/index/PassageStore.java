package io.millrace.core.index;

import io.millrace.core.document.Ledger;
import io.millrace.core.ingest.ReindexRuns;
import java.time.Instant;

/** Passages, ledger and reindex runs kept in one place, so that one change of it changes them together (architecture §9.2). */
public interface PassageStore extends PassageIndex, Ledger, ReindexRuns, AutoCloseable {

    /** Forgets staged batches, given-out sequences and reindex runs that are older than they are promised to be kept. Its owner calls it now and then, hourly say. */
    void sweep(Instant now);

    @Override
    void close();
}
