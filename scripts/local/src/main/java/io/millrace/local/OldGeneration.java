package io.millrace.local;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import javax.management.NotificationEmitter;

/**
 * Collects the heap's old generation before it fills the heap. The serial collector does so only where nothing is left, and gives memory back only then: while documents come in for
 * long, a process of which 95 MB live would hold the whole heap. Each document waits longer for its commit than the young generation keeps anything, so some kilobytes of it grow old.
 *
 * <p>Other collectors watch over that by themselves; under those nothing is done here.
 */
final class OldGeneration {

    /** As the serial collector calls it. */
    private static final String NAME = "Tenured Gen";

    private OldGeneration() {}

    /**
     * From now on, for as long as the process lives.
     *
     * @param garbageBytes how much may have come since the last collection until there is another
     */
    static void bound(long garbageBytes) {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals(NAME)) {
                NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
                memory.addNotificationListener(
                        (notification, pools) -> {
                            System.gc();
                            allow(pool, garbageBytes);
                        },
                        notification -> notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED),
                        null);
                allow(pool, garbageBytes);
            }
        }
    }

    private static void allow(MemoryPoolMXBean pool, long garbageBytes) {
        pool.setUsageThreshold(Math.min(
                pool.getUsage().getUsed() + garbageBytes, pool.getUsage().getMax()));
    }
}
