package io.millrace.core.ingest;

import io.millrace.core.problem.ProblemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far one comparison of a scope has come. It is kept, so that a run goes on after a kill where its last page ended.
 *
 * @param id names the run; part of the name of each change that it finds
 * @param tenant whose documents
 * @param scope only documents whose uri starts so; empty for all
 * @param everything announce what has not changed as well
 * @param stage what the next page does
 * @param after where the last page ended: while listing a document's uri, or a root's and a space where all of it was listed; while sweeping a
 *     document id; null at the stage's start
 * @param pages how many pages are done
 * @param changed how many documents were announced as changed
 * @param removed how many were announced as removed
 * @param unchanged how many were found as they were
 * @param failed what could not be compared and stays as it is until the next run; no more than {@link #MAX_FAILED}
 * @param startedAt when it began
 * @param touchedAt when its last page ended
 */
public record ReindexRun(
        String id,
        String tenant,
        String scope,
        boolean everything,
        Stage stage,
        @Nullable String after,
        int pages,
        long changed,
        long removed,
        long unchanged,
        List<Failed> failed,
        Instant startedAt,
        Instant touchedAt) {

    /** A run that has made no progress for so long may be overtaken by another: far above a page's time. */
    public static final Duration LEASE = Duration.ofMinutes(2);

    /** More failures than these are in the log alone. */
    public static final int MAX_FAILED = 20;

    /** Times are kept to the millisecond: stores differ in how exact they are, and a run is compared with what was stored. */
    public ReindexRun {
        failed = List.copyOf(failed);
        startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
        touchedAt = touchedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * What could not be compared.
     *
     * @param uri what is registered, or a document that can't be announced
     * @param reason what is wrong and what to do, for administrators
     */
    public record Failed(String uri, String reason) {

        private static final int MAX_REASON_LENGTH = 300;

        public Failed {
            if (reason.length() > MAX_REASON_LENGTH) {
                reason = reason.substring(0, MAX_REASON_LENGTH - 1) + "…";
            }
        }

        static Failed of(String uri, Exception failure) {
            String reason =
                    failure instanceof ProblemException known ? known.problem().detail() : failure.getMessage();
            return new Failed(uri, reason == null ? failure.getClass().getSimpleName() : reason);
        }
    }

    public enum Stage {
        /** Goes through what the sources hold: finds what is new or has changed. */
        LISTING,
        /** Goes through what the ledger knows: finds what is gone. */
        SWEEPING,
        DONE
    }

    /** A run that is about to begin. */
    public static ReindexRun fresh(String id, String tenant, String scope, boolean everything, Instant now) {
        return new ReindexRun(id, tenant, scope, everything, Stage.LISTING, null, 0, 0, 0, 0, List.of(), now, now);
    }

    public boolean done() {
        return stage == Stage.DONE;
    }

    /** Whether another run may take this one's place. */
    boolean yieldsTo(ReindexRun other) {
        boolean over = done() || touchedAt.plus(LEASE).isBefore(other.startedAt);
        return over && !id.equals(other.id);
    }

    /** This run after one more page, which ended at {@code end}; null where it ended the stage. */
    ReindexRun afterPage(Page page, @Nullable String end, Instant now) {
        Stage next = end != null ? stage : stage == Stage.LISTING ? Stage.SWEEPING : Stage.DONE;
        return new ReindexRun(
                id,
                tenant,
                scope,
                everything,
                next,
                end,
                pages + 1,
                changed + page.changed,
                removed + page.removed,
                unchanged + page.unchanged,
                failedWith(page),
                startedAt,
                now);
    }

    private List<Failed> failedWith(Page page) {
        Map<String, Failed> all = new LinkedHashMap<>();
        Stream.concat(failed.stream(), page.failed().stream()).forEach(each -> all.putIfAbsent(each.uri(), each));
        return all.values().stream().limit(MAX_FAILED).toList();
    }

    /** What one page has found so far. Safe for use by many threads. */
    static final class Page {

        private final int maxChanges;
        private final Clock clock;
        private final Instant end;
        private int changed;
        private int removed;
        private int unchanged;
        private final Map<String, Failed> failed = new TreeMap<>();

        /** @param end when it has taken its time */
        Page(int maxChanges, Clock clock, Instant end) {
            this.maxChanges = maxChanges;
            this.clock = clock;
            this.end = end;
        }

        synchronized void countChanged() {
            changed++;
        }

        synchronized void countRemoved() {
            removed++;
        }

        synchronized void countUnchanged() {
            unchanged++;
        }

        synchronized void countFailed(String uri, Exception failure) {
            if (failed.size() < MAX_FAILED) {
                failed.putIfAbsent(uri, Failed.of(uri, failure));
            }
        }

        synchronized List<Failed> failed() {
            return List.copyOf(failed.values());
        }

        /** Whether it must end: it has announced as much as it may, or its time is over. */
        synchronized boolean isFull() {
            return room() == 0 || isOver();
        }

        /** Whether it has announced anything. */
        synchronized boolean isNews() {
            return changed + removed > 0;
        }

        /** Whether its time is over. */
        boolean isOver() {
            return !clock.instant().isBefore(end);
        }

        /** How many more it may announce. */
        synchronized int room() {
            return Math.max(0, maxChanges - changed - removed);
        }
    }
}
