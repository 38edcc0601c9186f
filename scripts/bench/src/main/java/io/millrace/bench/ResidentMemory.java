package io.millrace.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resident memory of a process of this machine. */
public final class ResidentMemory {

    private static final double KILOBYTES_PER_MEGABYTE = 1024;

    private ResidentMemory() {}

    /** From {@code /proc}, or {@code ps} where there is none. */
    public static double megabytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        String kilobytes = Files.isReadable(status)
                ? Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .findFirst()
                        .orElse("")
                : ps(pid);
        String digits = kilobytes.replaceAll("\\D", "");
        if (digits.isEmpty()) {
            throw new IOException("process " + pid + " is gone");
        }
        return Long.parseLong(digits) / KILOBYTES_PER_MEGABYTE;
    }

    private static String ps(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
