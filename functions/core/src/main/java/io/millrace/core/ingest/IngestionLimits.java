package io.millrace.core.ingest;

/**
 * What the preparation of one document may take.
 *
 * @param maxBytes the most bytes that are read of a document, 1 or more
 * @param batches how its passages are cut into events
 * @param quotas what its tenant may have
 */
public record IngestionLimits(long maxBytes, BatchLimits batches, Quotas quotas) {

    /** 100 MiB, events of a safe size, no quotas. */
    public static final IngestionLimits DEFAULT = new IngestionLimits(100L << 20, BatchLimits.DEFAULT, Quotas.NONE);

    public IngestionLimits {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a document needs at least one byte, but the most is " + maxBytes);
        }
    }
}
