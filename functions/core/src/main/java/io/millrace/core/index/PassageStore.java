package io.millrace.core.index;

import io.millrace.core.document.Ledger;
import io.millrace.core.ingest.ReindexRuns;
import java.time.Instant;

/** Passages, ledger and reindex runs kept in one place, so that one change of it changes them together (architecture §9.2). */
public interface PassageStore extends PassageIndex, Ledger, ReindexRuns, AutoCloseable {

    /**
     * Forgets what is older than it is promised to be kept: given-out sequences, reindex runs that have ended, and staged batches of a change after which a later one of the document
     * is staged too. The batches of the latest wait for the others however long it takes: nothing would bring them again, and of each document there is one such change at most. Its owner
     * calls it now and then, hourly say.
     */
    void sweep(Instant now);

    @Override
    void close();
}
