package io.millrace.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Percentiles of many durations, by the nearest rank. */
public final class Percentiles {

    private static final double NANOS_PER_MILLI = 1e6;

    private final long[] sortedNanos;

    /** @param nanos at least one */
    public Percentiles(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("percentiles of nothing");
        }
        this.sortedNanos = nanos.clone();
        Arrays.sort(this.sortedNanos);
    }

    /** The smallest, in milliseconds to a thousandth, of which at least {@code percent} are no longer. */
    double millis(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sortedNanos.length);
        return Math.round(sortedNanos[Math.max(1, rank) - 1] / NANOS_PER_MILLI * 1000) / 1000.0;
    }

    /** {@code p50}, {@code p99} and {@code max} in milliseconds. */
    public Map<String, Double> summary() {
        Map<String, Double> summary = new LinkedHashMap<>();
        summary.put("p50", millis(50));
        summary.put("p99", millis(99));
        summary.put("max", millis(100));
        return summary;
    }
}
