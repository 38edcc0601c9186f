package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the command line on a data directory, and what it printed. Close it: one that still runs is ended. */
record CommandLine(Process process, Path out, Path err) implements AutoCloseable {

    private static final Path JAR =
            Path.of(System.getProperty("millrace.repository")).resolve("scripts/cli/target/millrace-cli.jar");

    static CommandLine start(Path data, String... arguments) throws IOException {
        return start(data, Map.of(), arguments);
    }

    /** @param variables of its environment, beside ours */
    static CommandLine start(Path data, Map<String, String> variables, String... arguments) throws IOException {
        Path out = Files.createTempFile("millrace-cli", ".out");
        Path err = Files.createTempFile("millrace-cli", ".err");
        // A build in the background ignores SIGINT, and so would what it starts: python3 puts that right, as a terminal
        // would.
        List<String> command = new ArrayList<>(List.of(
                "python3",
                "-c",
                "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As the launcher does.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:disable"));
        command.addAll(ClassArchive.made("cli"));
        command.addAll(List.of("-jar", JAR.toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--data", data.toString(), "--json"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(variables);
        return new CommandLine(builder.start(), out, err);
    }

    /** What a command that is to succeed printed last. */
    static JsonNode said(Path data, String... arguments) throws InterruptedException, IOException {
        try (CommandLine command = start(data, arguments)) {
            assertThat(command.code()).as(command.errors()).isZero();
            return command.lines().getLast();
        }
    }

    /** Its exit code, once it has ended. */
    int code() throws InterruptedException, IOException {
        return code(Duration.ofMinutes(2));
    }

    int code(Duration patience) throws InterruptedException, IOException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still runs: " + Files.readString(err));
        }
        return process.exitValue();
    }

    /** The lines of JSON that it has printed so far. */
    List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        // What has no end yet is still being printed.
        for (String line :
                printed.substring(0, printed.lastIndexOf('\n') + 1).lines().toList()) {
            lines.add(RunningStack.JSON.readTree(line));
        }
        return lines;
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    /** As Ctrl-C does. */
    void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
