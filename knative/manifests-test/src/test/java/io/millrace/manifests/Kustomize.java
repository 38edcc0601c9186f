package io.millrace.manifests;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command that renders: {@code kubectl kustomize}, else {@code kustomize build}, else one that Go builds once. */
final class Kustomize {

    /** What is built or fetched once stays here. */
    static final Path TOOLS = Path.of(System.getProperty("user.home"), ".cache", "millrace", "tools");

    /** Some other v5 versions don't build with {@code go install}. */
    private static final String VERSION = "v5.5.0";

    private final List<String> command;

    private Kustomize(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** Finds a renderer, or says why there is none. */
    static Search find() {
        if (onPath("kubectl")
                && run(List.of("kubectl", "kustomize", "--help"), Map.of(), 30).succeeded()) {
            return new Found(new Kustomize(List.of("kubectl", "kustomize")));
        }
        if (onPath("kustomize")) {
            return new Found(new Kustomize(List.of("kustomize", "build")));
        }
        Path cache = TOOLS.resolve("kustomize-" + VERSION);
        Path built = cache.resolve("kustomize");
        if (Files.isExecutable(built)) {
            return new Found(new Kustomize(List.of(built.toString(), "build")));
        }
        if (!onPath("go")) {
            return new Missing("neither kubectl, kustomize nor go is on the PATH; install one of them");
        }
        Outcome build = run(
                List.of("go", "install", "sigs.k8s.io/kustomize/kustomize/v5@" + VERSION),
                Map.of("GOBIN", cache.toString()),
                600);
        return build.succeeded()
                ? new Found(new Kustomize(List.of(built.toString(), "build")))
                : new Missing("kubectl and kustomize are not on the PATH, and go could not build kustomize " + VERSION
                        + ": " + build.errors().lines().findFirst().orElse("no message"));
    }

    /** Renders a folder with a kustomization; fails with Kustomize's own message. */
    Manifests render(Path folder) {
        List<String> line = new ArrayList<>(command);
        line.add(folder.toString());
        Outcome outcome = run(line, Map.of(), 60);
        if (!outcome.succeeded()) {
            throw new IllegalStateException(folder + " does not render: " + outcome.errors());
        }
        return Manifests.parse(outcome.output());
    }

    static boolean onPath(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** Output goes through files, so that a full pipe can't stop the program. */
    static Outcome run(List<String> command, Map<String, String> environment, int timeoutSeconds) {
        try {
            Path output = Files.createTempFile("millrace-render", ".yaml");
            Path errors = Files.createTempFile("millrace-render", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                boolean ended = process.waitFor(timeoutSeconds, TimeUnit.SECONDS);
                if (!ended) {
                    process.destroyForcibly();
                    return new Outcome(false, "", command + " took longer than " + timeoutSeconds + " s");
                }
                return new Outcome(process.exitValue() == 0, read(output), read(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " ran", e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** What looking for a renderer gave. */
    sealed interface Search permits Found, Missing {}

    record Found(Kustomize kustomize) implements Search {}

    record Missing(String reason) implements Search {}

    record Outcome(boolean succeeded, String output, String errors) {}
}
