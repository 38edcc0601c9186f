package io.millrace.index.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Merges as Lucene does while somebody writes, and further when nobody does (a forced merge): until each segment is more than twice as large as all
 * smaller ones together. That is one segment for each threefold of the index's size at most, and what is large is seldom written again for the sake of what is small.
 * A search pays for each segment: of a graph for k neighbours it visits some hundred vectors more.
 */
final class QuietMerges extends FilterMergePolicy {

    private static final int TIMES = 2;

    private final long mostBytes;

    QuietMerges(TieredMergePolicy writing) {
        super(writing);
        this.mostBytes = (long) (writing.getMaxMergedSegmentMB() * 1024 * 1024);
    }

    @Override
    public @Nullable MergeSpecification findForcedMerges(
            SegmentInfos infos,
            int maxSegmentCount,
            Map<SegmentCommitInfo, Boolean> segmentsToMerge,
            MergeContext context)
            throws IOException {
        List<Sized> smallestFirst = new ArrayList<>();
        for (SegmentCommitInfo segment : infos) {
            if (!context.getMergingSegments().contains(segment)) {
                smallestFirst.add(new Sized(segment, size(segment, context)));
            }
        }
        smallestFirst.sort(Comparator.comparingLong(Sized::bytes));
        List<SegmentCommitInfo> joined = new ArrayList<>();
        long smaller = 0;
        for (int i = 0; i < smallestFirst.size(); i++) {
            long bytes = smallestFirst.get(i).bytes();
            if (smaller + bytes > mostBytes) {
                break;
            }
            if (bytes <= TIMES * smaller) {
                joined = smallestFirst.subList(0, i + 1).stream()
                        .map(Sized::segment)
                        .toList();
            }
            smaller += bytes;
        }
        if (joined.size() < 2) {
            return null;
        }
        MergeSpecification merges = new MergeSpecification();
        merges.add(new OneMerge(joined));
        return merges;
    }

    private record Sized(SegmentCommitInfo segment, long bytes) {}
}
