package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.document.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pulls in processes of their own, killed by SIGKILL: by default at 2 random moments, with {@code -Dmillrace.full=true} at 50 ({@code millrace.seed} chooses
 * which). Never is a wrong file current, what has come is not asked for again, and two pullers do the work once.
 */
class PullKillIT {

    private static final int KILLS = Boolean.getBoolean("millrace.full") ? 50 : 2;
    private static final long SEED = Long.getLong("millrace.seed", 8);
    private static final Map<String, byte[]> FILES = new TreeMap<>(
            Map.of("a.bin", content(1, 1_500_000), "b.bin", content(2, 60_000), "c.bin", content(3, 700_000)));

    private final RangeHost host;

    @TempDir
    private Path folder = Path.of("");

    private Path catalog = Path.of("");

    PullKillIT() throws IOException {
        host = new RangeHost(FILES);
    }

    @BeforeEach
    void write() throws IOException {
        StringBuilder yaml = new StringBuilder("""
                models:
                  - id: m
                    task: embed
                    revision: r1
                    licence: Apache-2.0
                    about: a test
                    embedding: { dimension: 3, window: 8, pooling: mean }
                    files:
                """);
        FILES.forEach((name, content) -> yaml.append("      - { name: %s, role: model, bytes: %d, sha256: %s }%n"
                .formatted(name, content.length, sha256(content))));
        yaml.append("    sources:\n      - https:\n");
        FILES.keySet().forEach(name -> yaml.append("          %s: \"%s\"%n".formatted(name, host.url(name))));
        catalog = Files.writeString(folder.resolve("catalog.yaml"), yaml);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void killedAtRandomMomentsItEndsRightAndFetchesNothingTwice() throws Exception {
        Random random = new Random(SEED);
        long total =
                FILES.values().stream().mapToLong(content -> content.length).sum();
        int store = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path models = folder.resolve("models" + store);
            Map<String, Long> had = had(models);
            long missing =
                    total - had.values().stream().mapToLong(Long::longValue).sum();
            // Mostly while bytes come; else soon after the last, while files are read again, named and put in place.
            boolean whileTheyCome = random.nextInt(3) > 0 && missing > 0;
            long at = whileTheyCome ? random.nextLong(missing) + 1 : missing;
            long later = whileTheyCome ? 0 : random.nextLong(missing > 0 ? 300_000 : 600_000);

            boolean completed = pullKilledAt(models, at, later);

            assertOnlyTheRestWasAsked(had);
            assertNothingWrongIsSeen(models);
            if (completed || Files.exists(models.resolve("m/current"))) {
                store++;
            }
        }
        Path models = folder.resolve("models" + store);
        Map<String, Long> had = had(models);
        host.startAnew(bytes -> {});
        Process last = start(models);
        assertThat(last.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(last.exitValue()).isZero();
        assertOnlyTheRestWasAsked(had);
        assertRight(models.resolve("m/current"));
        assertThat(models.resolve(".parts/m")).doesNotExist();
    }

    @Test
    void twoProcessesDoTheWorkOnceAndOneTakesOverFromTheOtherThatIsKilled() throws Exception {
        Path models = folder.resolve("models");
        CountDownLatch secondWaits = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        CompletableFuture<Process> puller = new CompletableFuture<>();
        host.startAnew(bytes -> {
            // The first file is whole, and the second has begun.
            if (bytes > FILES.getOrDefault("a.bin", new byte[0]).length && first.getAndSet(false)) {
                await(secondWaits);
                puller.join().destroyForcibly();
            }
        });
        Process killed = start(models);
        puller.complete(killed);
        assertThat(killed.inputReader(StandardCharsets.UTF_8).readLine()).contains("downloading m a.bin");
        Process second = start(models);
        try (BufferedReader lines = second.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            assertThat(line).contains("another process works on model m");
            secondWaits.countDown();
            assertThat(lines.readAllAsString()).contains("done");
        }
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isZero();
        assertRight(models.resolve("m/current"));
        assertThat(host.asked.stream().filter(asked -> asked.file().equals("a.bin")))
                .hasSize(1);
        assertThat(host.asked.stream().filter(asked -> asked.file().equals("c.bin")))
                .hasSize(1);
    }

    /** Whether it ended before the kill. */
    private boolean pullKilledAt(Path models, long bytes, long laterMicros) throws Exception {
        CompletableFuture<Process> puller = new CompletableFuture<>();
        AtomicBoolean killed = new AtomicBoolean();
        LongConsumer kill = sent -> {
            if (sent >= bytes && !killed.getAndSet(true)) {
                kill(puller.join(), laterMicros);
            }
        };
        host.startAnew(kill);
        puller.complete(start(models));
        if (bytes == 0) {
            kill.accept(0);
        }
        assertThat(puller.join().waitFor(60, TimeUnit.SECONDS)).isTrue();
        return puller.join().exitValue() == 0;
    }

    private static void kill(Process process, long laterMicros) {
        try {
            if (!process.waitFor(laterMicros, TimeUnit.MICROSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the second puller has not come");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many bytes of each file lie in the staging folder. */
    private static Map<String, Long> had(Path models) throws IOException {
        Path staging = models.resolve(".parts/m/r1");
        Map<String, Long> had = new HashMap<>();
        for (String name : FILES.keySet()) {
            for (Path path : List.of(staging.resolve(name), staging.resolve(name + ".part"))) {
                if (Files.exists(path)) {
                    had.put(name, Files.size(path));
                }
            }
        }
        return had;
    }

    private void assertOnlyTheRestWasAsked(Map<String, Long> had) {
        for (RangeHost.Asked asked : host.asked) {
            long there = had.getOrDefault(asked.file(), 0L);
            assertThat(asked.start()).as("seed %d: %s", SEED, asked).isEqualTo(there);
            assertThat(there)
                    .as("seed %d: %s was whole", SEED, asked)
                    .isLessThan(FILES.getOrDefault(asked.file(), new byte[0]).length);
        }
    }

    private static void assertNothingWrongIsSeen(Path models) {
        if (Files.exists(models.resolve("m/r1"))) {
            assertRight(models.resolve("m/r1"));
        }
        if (Files.isSymbolicLink(models.resolve("m/current"))) {
            assertRight(models.resolve("m/current"));
        }
    }

    private static void assertRight(Path model) {
        FILES.forEach((name, content) ->
                assertThat(model.resolve(name)).as("seed %d", SEED).hasBinaryContent(content));
    }

    private Process start(Path models) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PullerMain.class.getName(),
                        models.toString(),
                        catalog.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static byte[] content(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Digest.sha256().digest(content));
    }
}
