package io.millrace.core.row;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Documents that changes bear on, held back for a moment, so that a transaction that changes thirty rows of one document announces it once. Bounded: by
 * time, counted from the first document that waits, and by number. For one thread.
 */
public final class ChangeWindow {

    private final int maxDocuments;
    private final Duration longest;
    private final Clock clock;
    private final Map<String, Instant> waiting = new LinkedHashMap<>();
    private Instant since = Instant.MAX;
    private long merged;

    /**
     * @param maxDocuments how many may wait, 1 or more
     * @param longest how long the first may wait for others
     */
    public ChangeWindow(int maxDocuments, Duration longest, Clock clock) {
        if (maxDocuments < 1 || longest.isNegative()) {
            throw new IllegalArgumentException("a window holds 1 document or more for 0 s or more, but is to hold "
                    + maxDocuments + " for " + longest);
        }
        this.maxDocuments = maxDocuments;
        this.longest = longest;
        this.clock = clock;
    }

    /** Adds the documents of one change; one that waits already is counted as merged, and keeps its first change's time, from which its lag is counted. */
    public void add(Collection<String> uris, Instant committedAt) {
        for (String uri : uris) {
            if (waiting.isEmpty()) {
                since = clock.instant();
            }
            if (waiting.putIfAbsent(uri, committedAt) != null) {
                merged++;
            }
        }
    }

    /** Whether what waits is to be announced now. */
    public boolean isDue() {
        return waiting.size() >= maxDocuments
                || (!waiting.isEmpty() && !clock.instant().isBefore(since.plus(longest)));
    }

    /** What waits: uri and when its first change was committed, in the order of those. */
    public Map<String, Instant> waiting() {
        return new LinkedHashMap<>(waiting);
    }

    /** Forgets what waits, once it is announced. */
    public void clear() {
        waiting.clear();
        since = Instant.MAX;
    }

    /** How many changes were spared an announcement so far, since their document waited already. */
    public long merged() {
        return merged;
    }
}
