package io.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that runs or ran, with what it printed. */
record Run(Process process, Path out, Path err) {

    static Run start(ProcessBuilder builder) throws IOException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        return new Run(
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start(), out, err);
    }

    static Run of(ProcessBuilder builder) throws IOException, InterruptedException {
        Run run = start(builder);
        run.code();
        return run;
    }

    /** Its exit code, once it has ended. */
    int code() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("still runs after 60 s: " + errors());
        }
        return process.exitValue();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    String output() {
        return read(out);
    }

    String errors() {
        return read(err);
    }

    void awaitOutput(String part) throws InterruptedException {
        await(() -> output().contains(part), "'" + part + "' on standard output");
    }

    /** Waits for something that another process does. */
    void await(BooleanSupplier condition, String what) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited 30 s for " + what + "; errors: " + errors());
            }
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
