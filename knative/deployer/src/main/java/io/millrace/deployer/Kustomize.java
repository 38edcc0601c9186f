package io.millrace.deployer;

import io.millrace.deployer.DeployFailure.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Renders an overlay with what is installed: {@code kubectl kustomize}, else {@code kustomize build}. Nothing is ever downloaded. */
public final class Kustomize {

    private static final long SECONDS = 120;

    private final List<String> command;

    private Kustomize(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** @param path the folders in which programs are looked for, as in the variable PATH */
    public static Kustomize onPath(String path) {
        return program(path, "kubectl")
                .map(kubectl -> new Kustomize(List.of(kubectl, "kustomize")))
                .or(() -> program(path, "kustomize").map(kustomize -> new Kustomize(List.of(kustomize, "build"))))
                .orElseThrow(
                        () -> new DeployFailure(
                                Kind.PROGRAM_MISSING,
                                "nothing here renders an overlay: install kubectl (https://kubernetes.io/docs/tasks/tools) or kustomize"
                                        + " (https://kubectl.docs.kubernetes.io/installation/kustomize), or render it elsewhere and give the YAML with --manifests"));
    }

    /** The objects of a folder with a {@code kustomization.yaml}. */
    public List<DeclaredObject> render(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DeployFailure(Kind.WRONG_USAGE, "there is no overlay at " + folder);
        }
        List<String> line = new ArrayList<>(command);
        line.add(folder.toString());
        return Manifests.parse(output(line, folder), folder.toString());
    }

    private static java.util.Optional<String> program(String path, String name) {
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(file) && Files.isRegularFile(file)) {
                return java.util.Optional.of(file.toString());
            }
        }
        return java.util.Optional.empty();
    }

    /** Output goes through files, so that a full pipe can't stop the program. */
    private static String output(List<String> line, Path folder) {
        try {
            Path output = Files.createTempFile("millrace-render", ".yaml");
            Path errors = Files.createTempFile("millrace-render", ".txt");
            try {
                Process process = new ProcessBuilder(line)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
                try {
                    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                        throw new DeployFailure(
                                Kind.FAILED, "rendering " + folder + " took longer than " + SECONDS + " s: stopped");
                    }
                } finally {
                    process.destroyForcibly();
                }
                if (process.exitValue() != 0) {
                    throw new DeployFailure(
                            Kind.FAILED,
                            folder + " does not render: " + read(errors).strip());
                }
                return read(output);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new DeployFailure(Kind.FAILED, folder + " can't be rendered: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeployFailure(Kind.FAILED, "interrupted while " + folder + " was rendered");
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
