package io.millrace.runtime;

import io.millrace.core.problem.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Tells whoever runs this why events and requests fail, without a flood: while the store is away each event fails, and each of its retries. Of failures with the same code
 * one is named in ten seconds, and the others are counted. Safe for use by many threads.
 */
public final class FailureLog {

    private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

    /** What a caller sent may be part of a detail, and must not look like a line of ours. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final Consumer<String> warnings;
    private final LongSupplier nanoTime;
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    /** Of one code: when one was named last, and how many were not since. */
    private record Kind(long named, long passedOver) {}

    public FailureLog(Logger log) {
        this(log::warn, System::nanoTime);
    }

    FailureLog(Consumer<String> warnings, LongSupplier nanoTime) {
        this.warnings = warnings;
        this.nanoTime = nanoTime;
    }

    /** @param what failed, such as {@code a notification} */
    public void failed(String what, Problem problem) {
        long now = nanoTime.getAsLong();
        kinds.compute(problem.code(), (code, known) -> {
            if (known != null && now - known.named() < QUIET_NANOS) {
                return new Kind(known.named(), known.passedOver() + 1);
            }
            long others = known == null ? 0 : known.passedOver();
            warnings.accept(printable(what) + " failed: " + code + ": " + printable(problem.detail())
                    + (others == 0 ? "" : " (and " + others + " more since this was last said)"));
            return new Kind(now, 0);
        });
    }

    private static String printable(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }
}
