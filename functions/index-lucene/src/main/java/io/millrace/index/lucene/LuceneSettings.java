package io.millrace.index.lucene;

import java.time.Duration;

/**
 * How the store spends memory, processor time and disk.
 *
 * @param ramBufferMegabytes how much a commit may gather in memory before it writes a segment early, 1 to 1024
 * @param commitInterval how far apart commits start while several writers wait; a lone writer never waits. A commit costs
 *     milliseconds of processor time whatever it holds, so this bounds that cost. 0 to 10 s
 * @param exactBelow segments with fewer passages than this, roughly, are searched exactly and get no graph: for 200
 *     neighbours of some thousand vectors a graph saves nothing, and building it costs the most of a merge. 0 to 1,000,000
 * @param tidyAfter how long nobody must have written until segments are merged further than writing merges them, so that a search looks at
 *     few. 0 to 1 h
 * @param kept how long batches of unfinished versions, and the sequences given out for a change, are kept at least
 */
public record LuceneSettings(
        int ramBufferMegabytes, Duration commitInterval, int exactBelow, Duration tidyAfter, Duration kept) {

    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONGEST_QUIET = Duration.ofHours(1);

    public LuceneSettings {
        require(ramBufferMegabytes >= 1 && ramBufferMegabytes <= 1024, "ram-buffer-megabytes", ramBufferMegabytes);
        require(
                !commitInterval.isNegative() && commitInterval.compareTo(LONGEST_INTERVAL) <= 0,
                "commit-interval",
                commitInterval);
        require(exactBelow >= 0 && exactBelow <= 1_000_000, "exact-below", exactBelow);
        require(!tidyAfter.isNegative() && tidyAfter.compareTo(LONGEST_QUIET) <= 0, "tidy-after", tidyAfter);
        require(kept.isPositive(), "kept", kept);
    }

    /** Tidied as by default. */
    public LuceneSettings(int ramBufferMegabytes, Duration commitInterval, int exactBelow, Duration kept) {
        this(ramBufferMegabytes, commitInterval, exactBelow, Duration.ofSeconds(10), kept);
    }

    /** As measured (README). */
    public static LuceneSettings defaults() {
        return new LuceneSettings(16, Duration.ofMillis(500), 1000, Duration.ofHours(24));
    }

    private static void require(boolean right, String key, Object value) {
        if (!right) {
            throw new IllegalArgumentException("millrace.lucene." + key + " is out of its range: " + value);
        }
    }
}
