package io.millrace.index.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.lucene.index.FilterMergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.TieredMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * Merges as Lucene does while somebody writes, and further when nobody does (a forced merge): until each segment is more than twice as large as all
 * smaller ones together. That is one segment for each threefold of the index's size at most, and what is large is seldom written again for the sake of what is small.
 * A search pays for each segment: of a graph for k neighbours it visits some hundred vectors more.
 *
 * <p>Lucene remembers which segments a forced merge was asked for, hands that on to what they become, and asks for more after each merge of one of them. So
 * whether anybody writes is said here, and not only by who forces merges.
 */
final class QuietMerges extends FilterMergePolicy {

    private static final int TIMES = 2;

    private final long mostBytes;
    private final LongSupplier diskBytes;
    private volatile boolean quiet;

    /**
     * @param diskBytes the room on the disk, of which a merge takes half at most: it is not worth to be the one that fills the disk, and others write there
     */
    QuietMerges(TieredMergePolicy writing, LongSupplier diskBytes) {
        super(writing);
        this.diskBytes = diskBytes;
        this.mostBytes = (long) (writing.getMaxMergedSegmentMB() * 1024 * 1024);
    }

    /** Nobody writes: from now on forced merges are made. */
    void quiet() {
        quiet = true;
    }

    /** Somebody writes: what is merged now is finished, and no more is forced. */
    void writing() {
        quiet = false;
    }

    @Override
    public @Nullable MergeSpecification findForcedMerges(
            SegmentInfos infos,
            int maxSegmentCount,
            Map<SegmentCommitInfo, Boolean> segmentsToMerge,
            MergeContext context)
            throws IOException {
        if (!quiet) {
            // Asked after a merge, in place of what writing goes on with.
            return findMerges(MergeTrigger.MERGE_FINISHED, infos, context);
        }
        List<Sized> smallestFirst = new ArrayList<>();
        for (SegmentCommitInfo segment : infos) {
            if (!context.getMergingSegments().contains(segment)) {
                smallestFirst.add(new Sized(segment, size(segment, context)));
            }
        }
        smallestFirst.sort(Comparator.comparingLong(Sized::bytes));
        List<SegmentCommitInfo> joined = new ArrayList<>();
        long smaller = 0;
        long written = 0;
        long room = diskBytes.getAsLong() / 2;
        for (int i = 0; i < smallestFirst.size(); i++) {
            long bytes = smallestFirst.get(i).bytes();
            written += smallestFirst.get(i).segment().sizeInBytes();
            if (smaller + bytes > mostBytes || written > room) {
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
