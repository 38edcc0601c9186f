package io.millrace.capture;

import io.millrace.capture.CaptureStatus.State;
import io.millrace.core.row.RowAnnouncer.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts and remembers what {@link CaptureStatus} says of one source. */
final class Progress {

    /** A change that is older when it is read is one of many that were waiting in the log, until none has come for so long. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final String source;
    private final Clock clock;
    private State state = State.STARTING;
    private long events;
    private long merged;
    private long changed;
    private long removed;
    private long skipped;
    private @Nullable String error;
    private @Nullable Instant connectedSince;
    private long connections;
    /** Whether the log has said anything since it was begun: what it holds back is not known before. */
    private boolean heard;
    /** When the oldest change was committed that is read and not announced. */
    private @Nullable Instant oldest;
    /** When the last change was read, and how old it was then. */
    private Instant readAt = Instant.EPOCH;

    private Duration readAge = Duration.ZERO;
    /** When nothing was known to wait last. */
    private Instant completeUntil;

    Progress(String source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.completeUntil = clock.instant();
    }

    synchronized void starting() {
        state = State.STARTING;
        connectedSince = null;
        heard = false;
        oldest = null;
    }

    synchronized void connected() {
        state = State.CAPTURING;
        connectedSince = clock.instant();
        connections++;
        error = null;
    }

    /** Something that this can't change is in the way. */
    synchronized void waiting(String reason) {
        state = State.WAITING;
        error = reason;
    }

    /** What was in the way is gone. */
    synchronized void resumed() {
        if (state == State.WAITING) {
            state = connectedSince == null ? State.STARTING : State.CAPTURING;
            error = null;
        }
    }

    synchronized void disconnected(String reason) {
        waiting(reason);
        connectedSince = null;
    }

    synchronized void stopped() {
        state = State.STOPPED;
        connectedSince = null;
    }

    /** A change was read, and its documents are looked up and announced now. */
    synchronized void read(Instant committedAt) {
        heard = true;
        events++;
        readAt = clock.instant();
        readAge = Duration.between(committedAt, readAt);
        oldest = oldest == null || committedAt.isBefore(oldest) ? committedAt : oldest;
    }

    /** The log moved on without a change. */
    synchronized void passed() {
        heard = true;
    }

    /** All that was read is done with. */
    synchronized void caughtUp() {
        oldest = null;
        if (isCurrent()) {
            completeUntil = clock.instant();
        }
    }

    synchronized void skipped() {
        skipped++;
    }

    synchronized void announced(Outcome outcome, long mergedSoFar) {
        changed += outcome.changed();
        removed += outcome.removed();
        merged = mergedSoFar;
    }

    synchronized CaptureStatus status(Map<String, String> owed) {
        return new CaptureStatus(
                source,
                state,
                lag(),
                events,
                merged,
                changed,
                removed,
                skipped,
                owed,
                error,
                connectedSince,
                Math.max(0, connections - 1));
    }

    private long lag() {
        Instant now = clock.instant();
        if (oldest == null && isCurrent()) {
            completeUntil = now;
            return 0;
        }
        Duration age;
        if (oldest != null) {
            age = Duration.between(oldest, now);
        } else if (state == State.CAPTURING && heard) {
            age = readAge;
        } else {
            age = Duration.between(completeUntil, now);
        }
        return Math.max(1, age.toSeconds());
    }

    /** Whether the log is read, and the last change of it was not one of many that were waiting. */
    private boolean isCurrent() {
        return state == State.CAPTURING
                && heard
                && (readAge.compareTo(QUIET) <= 0 || !readAt.plus(QUIET).isAfter(clock.instant()));
    }
}
