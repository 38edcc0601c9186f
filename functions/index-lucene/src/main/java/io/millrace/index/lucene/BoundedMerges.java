package io.millrace.index.lucene;

import java.io.IOException;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.TieredMergePolicy;

/**
 * Lucene's tiered merges, where a segment's size is not what it takes on the disk but what its graph of vectors may take on the heap, which is what limits a merge: Lucene
 * builds the graph of the new segment there. So no segment gets larger than its merge has room for.
 */
final class BoundedMerges extends TieredMergePolicy {

    /** Bytes a vector: some 500 were measured with 16 neighbours (10.6, 100,000 random vectors), and not every document has a vector. */
    static final int GRAPH_BYTES = 512;

    /** Lucene's floor of 16 MB on the disk treats a small index as one level and rewrites it again and again. */
    private static final int FLOOR_DOCUMENTS = 1000;

    private static final double MEGABYTE = 1 << 20;

    /** @param mostBytes what a merge may take of the heap for its graph */
    BoundedMerges(long mostBytes) {
        setMaxMergedSegmentMB(mostBytes / MEGABYTE);
        setFloorSegmentMB(FLOOR_DOCUMENTS * GRAPH_BYTES / MEGABYTE);
    }

    @Override
    protected long size(SegmentCommitInfo segment, MergeContext context) throws IOException {
        int live = segment.info.maxDoc() - context.numDeletesToMerge(segment);
        return live * (long) GRAPH_BYTES;
    }
}
