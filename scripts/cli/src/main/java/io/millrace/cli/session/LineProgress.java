package io.millrace.cli.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A plain line every few seconds, where no terminal is. Nothing at all for what is done at once. */
final class LineProgress implements Progress {

    private static final long NANOS_BETWEEN_LINES = TimeUnit.SECONDS.toNanos(3);

    private final Output output;
    private final String what;
    private final String unit;
    private final long total;
    private final LongSupplier nanos;
    private long last;

    LineProgress(Output output, String what, String unit, long total, LongSupplier nanos) {
        this.output = output;
        this.what = what;
        this.unit = unit;
        this.total = total;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    @Override
    public synchronized void at(long done) {
        long now = nanos.getAsLong();
        if (now - last >= NANOS_BETWEEN_LINES) {
            last = now;
            output.note("  " + what + ": " + done + (total > 0 ? " of " + total : "") + " " + unit);
        }
    }

    @Override
    public void close() {}
}
