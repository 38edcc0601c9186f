package io.millrace.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Resident memory of processes of this machine. */
final class ProcessMemory {

    private static final int KILOBYTES_PER_MEGABYTE = 1024;
    private static final long PS_TIMEOUT_SECONDS = 2;

    private ProcessMemory() {}

    /** Resident set in megabytes; empty when there is no such process. */
    static OptionalLong residentMegabytes(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            if (Files.isReadable(status)) {
                return Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KILOBYTES_PER_MEGABYTE)
                        .findFirst();
            }
            return byPs(pid);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** macOS has no /proc. */
    private static OptionalLong byPs(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        try {
            if (!ps.waitFor(PS_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                ps.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return output.matches("\\d+")
                ? OptionalLong.of(Long.parseLong(output) / KILOBYTES_PER_MEGABYTE)
                : OptionalLong.empty();
    }
}
