package io.millrace.capture;

import com.mongodb.MongoException;
import io.millrace.core.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Why something failed, for people. */
final class Reasons {

    private static final int LONGEST = 400;

    private Reasons() {}

    /** All that was said, by whichever cause. */
    static String whole(Throwable failure) {
        StringBuilder whole = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            whole.append(cause.getMessage()).append('\n');
        }
        return whole.toString();
    }

    /** Whether memory did not suffice. */
    static boolean isOutOfMemory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    /** What the innermost cause says, in one line. Debezium wraps what a database said in layers that say nothing; what MongoDB's driver says holds addresses and values. */
    static String of(@Nullable Throwable failure) {
        String reason = "no reason was given";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException known) {
                return known.problem().detail();
            }
            if (cause instanceof MongoException) {
                break;
            }
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                reason = cause.getMessage();
            }
        }
        String line = reason.replaceAll("\\s+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
