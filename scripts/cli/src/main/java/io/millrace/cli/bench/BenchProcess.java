package io.millrace.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.client.Json;
import io.millrace.cli.session.CliFailure;
import io.millrace.cli.session.Output;
import io.millrace.cli.session.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A main class of the module scripts/bench as our child: it holds what the command line doesn't, and ends with its standard input, so however we end. On its
 * standard output it writes JSON lines: {@code note}, {@code progress}, and in the end {@code result}.
 */
public final class BenchProcess {

    /** The class path of the module scripts/bench; the launcher sets it. */
    public static final String CLASS_PATH = "MILLRACE_BENCH_CLASSPATH";

    private static final long SECONDS_TO_STOP = 30;

    private final String classPath;
    private final Output output;

    public BenchProcess(Path classPath, Output output) {
        this.classPath = classPath.toString();
        this.output = output;
    }

    /** Shows how far it is, and gives its result. */
    public JsonNode run(String mainClass, List<String> arguments) {
        return run(List.of(), mainClass, arguments);
    }

    /** The same of a measurement: what its result says of the machine is added. */
    ObjectNode measure(String mainClass, List<String> arguments) {
        MachineLoad load = new MachineLoad();
        ObjectNode result = (ObjectNode) run(mainClass, arguments);
        add(load, result);
        return result;
    }

    static void add(MachineLoad load, ObjectNode result) {
        load.summary().forEach((name, value) -> result.set(name, Json.MAPPER.valueToTree(value)));
    }

    /** @param options of its JVM, beside the usual ones */
    JsonNode run(List<String> options, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, "the measuring process can't be started: " + e.getMessage());
        }
        Thread atShutdown = new Thread(() -> end(process), "end of the bench");
        Runtime.getRuntime().addShutdownHook(atShutdown);
        try {
            JsonNode result = read(process);
            if (result == null) {
                throw new CliFailure(CliFailure.FAILED, "the measurement broke off; the reason is above");
            }
            return result;
        } finally {
            end(process);
            forget(atShutdown);
        }
    }

    private @Nullable JsonNode read(Process process) {
        JsonNode result = null;
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Steps steps = new Steps()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode said = Json.MAPPER.readTree(line);
                if (said.has("note")) {
                    output.note(said.path("note").asText());
                } else if (said.has("progress")) {
                    steps.at(said.path("progress"));
                } else if (said.has("result")) {
                    result = said.path("result");
                }
            }
        } catch (IOException e) {
            return null;
        }
        return result;
    }

    /** Closes its standard input, on which it ends with all that it started, and waits for that. */
    private static void end(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it is gone already
        }
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Ctrl-C: the hook runs already
        }
    }

    /** One progress after the other. */
    private final class Steps implements AutoCloseable {
        private String what = "";
        private @Nullable Progress progress;

        void at(JsonNode step) {
            String now = step.path("what").asText();
            if (progress == null || !now.equals(what)) {
                close();
                what = now;
                progress = output.progress(
                        now, step.path("unit").asText(), step.path("total").asLong());
            }
            progress.at(step.path("done").asLong());
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
                progress = null;
            }
        }
    }
}
