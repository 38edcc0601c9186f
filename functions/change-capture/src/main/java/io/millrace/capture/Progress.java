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

    /** After so long without a change there is none that waits. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final String source;
    private final Clock clock;
    private State state = State.STARTING;
    private long events;
    private long merged;
    private long changed;
    private long removed;
    private long skipped;
    private int waiting;
    private @Nullable String error;
    private @Nullable Instant connectedSince;
    private Instant eventAt = Instant.EPOCH;
    /** All that was committed until then is announced. */
    private Instant completeUntil;

    Progress(String source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.completeUntil = clock.instant();
    }

    synchronized void starting() {
        state = State.STARTING;
        connectedSince = null;
    }

    synchronized void connected() {
        state = State.CAPTURING;
        connectedSince = clock.instant();
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

    synchronized void event(int documentsWaiting) {
        eventAt = clock.instant();
        events++;
        waiting = documentsWaiting;
    }

    synchronized void skipped() {
        skipped++;
    }

    /** @param until the latest commit whose changes are announced now */
    synchronized void announced(Outcome outcome, long mergedSoFar, Instant until) {
        changed += outcome.changed();
        removed += outcome.removed();
        merged = mergedSoFar;
        waiting = 0;
        completeUntil = until.isAfter(completeUntil) ? until : completeUntil;
    }

    synchronized CaptureStatus status(Map<String, String> owed) {
        Instant now = clock.instant();
        if (state == State.CAPTURING && waiting == 0 && !eventAt.plus(QUIET).isAfter(now)) {
            completeUntil = now;
        }
        long lag = Math.max(0, Duration.between(completeUntil, now).toSeconds());
        return new CaptureStatus(
                source, state, lag, events, merged, changed, removed, skipped, owed, error, connectedSince);
    }
}
