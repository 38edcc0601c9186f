package io.millrace.modelserver;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How often a duration lay below each of some bounds, in Prometheus' text format 0.0.4. Safe for use by many threads. */
final class Histogram {

    private static final double[] SECONDS = {.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60};
    private static final double NANOS_A_SECOND = 1e9;

    private final AtomicLongArray counts = new AtomicLongArray(SECONDS.length + 1);
    private final LongAdder nanos = new LongAdder();

    void took(long duration) {
        int bucket = 0;
        while (bucket < SECONDS.length && duration > SECONDS[bucket] * NANOS_A_SECOND) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        nanos.add(duration);
    }

    long count() {
        long sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /** @param labels such as {@code path="/embed"}; may be empty */
    void write(StringBuilder text, String name, String labels) {
        long below = 0;
        String before = labels.isEmpty() ? "" : labels + ",";
        for (int i = 0; i <= SECONDS.length; i++) {
            below += counts.get(i);
            String bound = i == SECONDS.length ? "+Inf" : Double.toString(SECONDS[i]);
            text.append(name).append("_bucket{").append(before).append("le=\"").append(bound);
            text.append("\"} ").append(below).append('\n');
        }
        String braces = labels.isEmpty() ? "" : "{" + labels + "}";
        text.append(name).append("_sum").append(braces).append(' ');
        text.append(nanos.sum() / NANOS_A_SECOND).append('\n');
        text.append(name)
                .append("_count")
                .append(braces)
                .append(' ')
                .append(below)
                .append('\n');
    }
}
