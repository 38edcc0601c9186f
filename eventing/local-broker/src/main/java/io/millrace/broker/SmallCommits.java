package io.millrace.broker;

import java.util.IdentityHashMap;
import java.util.Map;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;

/**
 * Writes what came in many small commits, and still waits, once more in one. MVStore keeps a chunk for each commit, with an object in memory and blocks in
 * the file, as long as one of its pages is in use: a long backlog that came one event at a time would need several times its size on the disk, and memory
 * that grows with it. Large commits are left alone, since they cost little and the second writing would.
 */
final class SmallCommits {

    private static final int COMMITS = 64;
    private static final long SMALL_BYTES_TOGETHER = 4L << 20;

    private final IdentityHashMap<MVMap<Long, byte[]>, Long> firstKeys = new IdentityHashMap<>();
    private int commits;
    private long bytes;

    /** An entry was put at the end of a map; an older one that is put again is none of ours. */
    void appended(MVMap<Long, byte[]> map, long key, int length) {
        firstKeys.putIfAbsent(map, key);
        bytes += length;
    }

    /** A commit is about to be made, into which the second writing may go. */
    void beforeCommit() {
        commits++;
        if (commits < COMMITS && bytes <= SMALL_BYTES_TOGETHER) {
            return;
        }
        if (commits > 1 && bytes <= SMALL_BYTES_TOGETHER) {
            putAgain();
        }
        firstKeys.clear();
        commits = 0;
        bytes = 0;
    }

    private void putAgain() {
        long left = SMALL_BYTES_TOGETHER;
        for (Map.Entry<MVMap<Long, byte[]>, Long> first : firstKeys.entrySet()) {
            MVMap<Long, byte[]> map = first.getKey();
            Cursor<Long, byte[]> cursor = map.cursor(first.getValue());
            while (left > 0 && cursor.hasNext()) {
                Long key = cursor.next();
                left -= cursor.getValue().length;
                map.put(key, cursor.getValue());
            }
        }
    }
}
