package io.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a user runs it, but for the launcher. It holds the broker to what doesn't depend on the machine's speed: what it keeps in memory and on the disk. */
class BrokerBenchIT {

    private static final boolean FULL = Boolean.getBoolean("millrace.full");
    private static final int BACKLOG = FULL ? 1_000_000 : 20_000;
    private static final int MAX_RSS_GROWTH_MEGABYTES = 100;
    private static final String BROKER_OPTIONS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms96m -Xmn40m -Xmx128m";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    @Test
    void boundsMemoryGivesSpaceBackAndPrintsOneObject() throws Exception {
        Bench bench =
                bench("--events", "2000", "--seconds", "2", "--rate", "500", "--backlog", String.valueOf(BACKLOG));

        assertThat(bench.exitCode(Duration.ofMinutes(FULL ? 30 : 4)))
                .as(bench.errors())
                .isZero();

        assertThat(bench.output().lines()).hasSize(1);
        JsonNode result = JSON.readTree(bench.output());
        for (String rate : List.of("eventsPerSecond", "drainEventsPerSecond", "backlogAcceptedPerSecond")) {
            assertThat(result.path(rate).asDouble()).as(rate).isPositive();
        }
        for (String times : List.of("hopMillis", "fsyncMillis")) {
            double median = result.path(times).path("p50").asDouble();
            assertThat(median).as(times).isPositive();
            assertThat(result.path(times).path("p99").asDouble()).as(times).isGreaterThanOrEqualTo(median);
        }
        assertThat(result.path("backlogEvents").asInt()).isEqualTo(BACKLOG);
        assertThat(result.path("backlogRssGrowthMegabytes").asInt(Integer.MAX_VALUE))
                .isLessThanOrEqualTo(MAX_RSS_GROWTH_MEGABYTES);
        double full = result.path("backlogStoreMegabytes").asDouble();
        assertThat(full).isBetween(BACKLOG * 2048 / 1e6, BACKLOG * 2048 * 3 / 1e6);
        assertThat(result.path("drainedStoreMegabytes").asDouble()).isLessThan(full / 4);
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void leavesNothingBehindWhenItIsEnded(boolean byForce) throws Exception {
        Bench bench = bench("--events", "1000000");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> bench.errors().contains("warming up") || !bench.process.isAlive());
        List<ProcessHandle> children = bench.process.descendants().toList();
        assertThat(children).hasSize(2);

        Consumer<Process> end = byForce ? Process::destroyForcibly : Process::destroy;
        end.accept(bench.process);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private Bench bench(String... options) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                "io.millrace.cli.Millrace",
                "bench",
                "broker",
                "--json",
                "--directory",
                directory.toString()));
        command.addAll(List.of(options));
        Path out = Files.createTempFile("bench", ".out");
        Path err = Files.createTempFile("bench", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("MILLRACE_BENCH_CLASSPATH", classPath);
        builder.environment().put("MILLRACE_BROKER_OPTS", BROKER_OPTIONS);
        return new Bench(builder.start(), out, err);
    }

    private record Bench(Process process, Path out, Path err) {

        int exitCode(Duration patience) throws InterruptedException {
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                process.destroy();
                throw new AssertionError("the bench still runs: " + errors());
            }
            return process.exitValue();
        }

        String output() throws IOException {
            return Files.readString(out);
        }

        String errors() {
            try {
                return Files.readString(err);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
