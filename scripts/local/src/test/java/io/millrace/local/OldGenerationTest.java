package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, with the launcher's collector and heap. */
class OldGenerationTest {

    private static final int MEGABYTE = 1 << 20;
    private static final int BOUND = 48;
    private static final int LIVE = 32;
    private static final int HALF_OF_HEAP = 256;

    @Test
    void whatGrowsOldDoesNotFillTheHeap() throws Exception {
        assertThat(mostMegabytes(BOUND)).isLessThan(HALF_OF_HEAP);
    }

    @Test
    void withoutTheBoundItWould() throws Exception {
        assertThat(mostMegabytes(0)).isGreaterThan(HALF_OF_HEAP);
    }

    private static int mostMegabytes(int bound) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms64m",
                        "-Xmn48m",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ageing.class.getName(),
                        Integer.toString(bound)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String most = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(process.waitFor()).isZero();
        return Integer.parseInt(most.strip());
    }

    /**
     * Gives 640 MB out, each byte of which lives until {@link #LIVE} MB more have come, and prints how many megabytes the old generation had at most.
     */
    static final class Ageing {

        private static final int PIECE = 8192;

        public static void main(String[] args) {
            int bound = Integer.parseInt(args[0]);
            if (bound > 0) {
                OldGeneration.bound((long) bound * MEGABYTE);
            }
            byte[][] kept = new byte[LIVE * MEGABYTE / PIECE][];
            long most = 0;
            for (int i = 0; i < 640 * MEGABYTE / PIECE; i++) {
                kept[i % kept.length] = new byte[PIECE];
                if (i % (MEGABYTE / PIECE) == 0) {
                    most = Math.max(most, oldBytes());
                    if (bound > 0) {
                        // Another thread collects, and may come late.
                        await().pollDelay(Duration.ZERO).until(() -> usedBytes() < (LIVE + 2L * bound) * MEGABYTE);
                    }
                }
            }
            System.out.println(most / MEGABYTE);
        }

        private static long oldBytes() {
            return old().getUsage().getCommitted();
        }

        private static long usedBytes() {
            return old().getUsage().getUsed();
        }

        private static MemoryPoolMXBean old() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getName().equals("Tenured Gen"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
