package io.millrace.cli.session;

import io.millrace.cli.client.Endpoints;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Millrace for one command: {@code millrace up} as our child, ended with us however we end. */
final class PrivateMillrace implements AutoCloseable {

    private static final long SECONDS_TO_STOP = 15;

    private final Runnable end;
    private final Thread atShutdown;
    private final Endpoints endpoints;

    private PrivateMillrace(Runnable end, Thread atShutdown, Endpoints endpoints) {
        this.end = end;
        this.atShutdown = atShutdown;
        this.endpoints = endpoints;
    }

    /**
     * Returns once it is ready. What it says on standard error, such as the download of a model, is shown.
     *
     * @param temporary whether {@code data} is removed at the end
     * @param variables of its environment, beside ours
     * @param options of {@code up}, beside ours
     */
    static PrivateMillrace start(
            Path script, Path data, boolean temporary, Map<String, String> variables, List<String> options) {
        List<String> command =
                new ArrayList<>(List.of(script.toString(), "up", "--port", "0", "--data", data.toString()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        if (temporary) {
            // What is measured there is computed: no text may come from the one before.
            builder.environment().put("MILLRACE_VECTOR_CACHE_MEGABYTES", "0");
        }
        builder.environment().putAll(variables);
        builder.environment()
                .put("MILLRACE_PARENT", Long.toString(ProcessHandle.current().pid()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, script + " can't be run: " + e.getMessage());
        }
        Runnable end = () -> end(process, data, temporary);
        Thread atShutdown = new Thread(end, "end of the private Millrace");
        Runtime.getRuntime().addShutdownHook(atShutdown);
        String ready = firstLine(process);
        Endpoints endpoints = new RunFile(data).endpoints().orElse(null);
        if (ready == null || endpoints == null) {
            end.run();
            throw new CliFailure(
                    CliFailure.FAILED,
                    "Millrace did not start on " + data + "; the reason is above, and in " + data.resolve("logs"));
        }
        return new PrivateMillrace(end, atShutdown, endpoints);
    }

    private static @Nullable String firstLine(Process process) {
        try {
            return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        } catch (IOException e) {
            return null;
        }
    }

    Endpoints endpoints() {
        return endpoints;
    }

    @Override
    public void close() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(atShutdown)) {
                end.run();
            }
        } catch (IllegalStateException e) {
            // Ctrl-C: the hook is running already, and does the same.
            return;
        }
    }

    private static void end(Process process, Path data, boolean temporary) {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (temporary) {
            FolderTree.delete(data);
        }
    }
}
