package io.millrace.capture;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the reading of one source's log goes.
 *
 * @param source its name
 * @param state what it does
 * @param lagSeconds how long ago the oldest change was committed that is read and not announced, at least 1; 0 where none waits. From a start, or a loss of the connection,
 *     until the log's first record or heartbeat it is not known what waits: then how long ago nothing was known to, or how long this process runs, at least 1
 * @param events changes of rows read since this process began
 * @param merged how many of them were spared an announcement, since their document waited for one already
 * @param changed documents announced as changed
 * @param removed documents announced as removed
 * @param skipped changes from which the log does not tell what they bear on; their tables are re-indexed
 * @param owed scopes that are to be re-indexed, with the reasons, until that is done
 * @param error why it does not go on, or did not the last time; null where nothing failed
 * @param connectedSince null while it is not connected
 * @param reconnects how often it was connected anew since this process began, the first time not counted
 */
public record CaptureStatus(
        String source,
        State state,
        long lagSeconds,
        long events,
        long merged,
        long changed,
        long removed,
        long skipped,
        Map<String, String> owed,
        @Nullable String error,
        @Nullable Instant connectedSince,
        long reconnects) {

    /** What a capture does. */
    public enum State {
        /** Looks whether the log can be read, and begins to. */
        STARTING,
        /** Reads. */
        CAPTURING,
        /** Waits for somebody else, as the error says: another reader to leave the log, the broker, a grant. */
        WAITING,
        /** Ended. */
        STOPPED
    }

    public CaptureStatus {
        owed = Map.copyOf(owed);
    }
}
