package io.millrace.cli.bench;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** What every measurement says of the machine: figures of a busy one are no figures of Millrace. Made before the measurement. */
final class MachineLoad {

    private final double before = average();

    /**
     * {@code cores}, and {@code loadAverage} and {@code loadAverageAfter}: processes that wanted a core before and after, the measurement's own among them, each averaged over a minute; below 0 where
     * the system does not say.
     */
    Map<String, Number> summary() {
        Map<String, Number> summary = new LinkedHashMap<>();
        summary.put("cores", Runtime.getRuntime().availableProcessors());
        summary.put("loadAverage", before);
        summary.put("loadAverageAfter", average());
        return summary;
    }

    private static double average() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return Math.round(load * 100) / 100.0;
    }
}
