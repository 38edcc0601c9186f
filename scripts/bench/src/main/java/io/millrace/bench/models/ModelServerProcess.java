package io.millrace.bench.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.bench.ResidentMemory;
import io.millrace.modelserver.ModelServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The model server as a child of this process. */
final class ModelServerProcess implements AutoCloseable {

    private static final int SECONDS_TO_STOP = 20;

    private final Process process;
    private final URI url;

    private ModelServerProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Returns once it serves.
     *
     * @param generator what it generates with; {@code none} for nothing
     * @param options options of its JVM, one a word
     * @param threads that embed, and that generate
     * @param vectors where vectors are kept; null computes each text anew
     */
    static ModelServerProcess start(
            Path models, String embedder, String generator, int threads, List<String> options, @Nullable Path vectors)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(ModelServer.class.getName());
        command.addAll(List.of("--port", "0", "--generator", generator, "--embedder", embedder));
        command.addAll(List.of("--models", models.toString(), "--threads", Integer.toString(threads)));
        if (vectors != null) {
            command.addAll(List.of("--vector-cache", vectors.toString()));
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        // Not as an argument: ONNX Runtime 1.29 ends a process whose command line is longer than 4096 characters.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        String ready =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (ready == null) {
            process.destroyForcibly();
            throw new IOException("the model server did not start; the reason is above");
        }
        return new ModelServerProcess(
                process,
                URI.create(new ObjectMapper().readTree(ready).path("url").asText()));
    }

    URI url() {
        return url;
    }

    /** Its resident memory. */
    double residentMegabytes() throws IOException {
        return ResidentMemory.megabytes(process.pid());
    }

    /** How long its threads have computed, all together. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
