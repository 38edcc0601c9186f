package io.millrace.cli.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long many calls took. */
public final class Durations {

    private final double[] sortedMillis;

    /** @param millis at least one */
    public Durations(double[] millis) {
        if (millis.length == 0) {
            throw new IllegalArgumentException("percentiles of nothing");
        }
        this.sortedMillis = millis.clone();
        Arrays.sort(this.sortedMillis);
    }

    /** The nearest-rank percentile in milliseconds: the smallest of which at least {@code percent} are no longer. */
    double percentile(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sortedMillis.length);
        return sortedMillis[Math.max(1, rank) - 1];
    }

    /** {@code p50} and {@code p99}, to a hundredth of a millisecond. */
    public Map<String, Double> summary() {
        Map<String, Double> summary = new LinkedHashMap<>();
        summary.put("p50", Math.round(percentile(50) * 100) / 100.0);
        summary.put("p99", Math.round(percentile(99) * 100) / 100.0);
        return summary;
    }
}
