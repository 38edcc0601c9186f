package io.millrace.index.lucene;

import io.millrace.core.row.CapturePositions;
import io.millrace.core.row.PositionSizes;
import java.util.Map;

/** Positions of logs in the index beside the ledger, a Lucene document each: what is put goes with one commit. */
final class LucenePositions implements CapturePositions {

    /** Reads the last commit. */
    interface Reading {
        Map<String, String> load(String source);
    }

    private final Reading reading;
    private final Committer committer;

    LucenePositions(Reading reading, Committer committer) {
        this.reading = reading;
        this.committer = committer;
    }

    @Override
    public Map<String, String> load(String source) {
        return reading.load(source);
    }

    @Override
    public void put(String source, Map<String, String> values) {
        Map<String, String> kept = PositionSizes.require(source, values);
        committer.run(transaction -> {
            transaction.putPositions(source, kept);
            return true;
        });
    }

    @Override
    public void clear(String source) {
        committer.run(transaction -> {
            transaction.clearPositions(source);
            return true;
        });
    }
}
