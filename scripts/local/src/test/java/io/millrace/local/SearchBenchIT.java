package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench search} as a user runs it, but for the launcher, and small: what it says, and not how fast this machine is. */
class SearchBenchIT {

    @TempDir
    private Path folder;

    @Test
    void growsTheIndexAndTimesEachStage() throws IOException, InterruptedException {
        Map<String, String> variables = Map.of(
                "MILLRACE_LAUNCHER", launcher().toString(),
                "MILLRACE_BENCH_CLASSPATH", System.getProperty("java.class.path"));
        try (CommandLine bench = CommandLine.start(
                folder.resolve("data"),
                variables,
                "bench",
                "search",
                "--dataset",
                dataset().toString(),
                "--chunks",
                "300",
                "--searches",
                "5",
                "--warm-up",
                "0",
                "--parallel",
                "1")) {
            assertThat(bench.code(Duration.ofMinutes(5))).as(bench.errors()).isZero();

            assertThat(bench.lines()).hasSize(1);
            JsonNode result = bench.lines().getFirst();
            assertThat(result.path("chunks").asInt()).isGreaterThanOrEqualTo(300);
            for (String times : List.of("/searchMillis", "/rerankMillis", "/parallel/0/searchMillis")) {
                assertThat(result.at(times).path("p50").asDouble()).as(times).isPositive();
                assertThat(result.at(times).path("p99").asDouble())
                        .as(times)
                        .isGreaterThanOrEqualTo(result.at(times).path("p50").asDouble());
            }
            for (String stage : List.of("embed", "candidates", "load", "rerank")) {
                assertThat(result.path("stageMillis").path(stage).path("p99").asDouble())
                        .as(stage)
                        .isPositive();
            }
        }
    }

    private Path launcher() throws IOException {
        Path script = folder.resolve("launcher");
        Files.writeString(script, """
                #!/usr/bin/env bash
                exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 '-Dmillrace.repository=%s' '-Dmodels=%s' -cp '%s' %s "$@"
                """.formatted(
                        System.getProperty("java.home"),
                        System.getProperty("millrace.repository"),
                        ModelServerProcess.shared().uri(),
                        System.getProperty("java.class.path"),
                        StackProcess.class.getName()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script;
    }

    private Path dataset() throws IOException {
        Path dataset = Files.createDirectory(folder.resolve("dataset"));
        Files.writeString(
                dataset.resolve("corpus.jsonl"),
                IntStream.range(0, 30)
                        .mapToObj(i ->
                                "{\"_id\": \"mill-%1$d\", \"title\": \"Mill %1$d\", \"text\": \"The wheel of mill %1$d turns in the water of river %1$d. It was built %1$d years ago.\"}\n"
                                        .formatted(i))
                        .collect(Collectors.joining()));
        Files.writeString(
                dataset.resolve("queries.jsonl"),
                "{\"_id\": \"when\", \"text\": \"When was mill 7 built?\"}\n{\"_id\": \"where\", \"text\": \"Which water turns the wheel?\"}\n");
        return dataset;
    }
}
