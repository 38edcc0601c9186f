package io.millrace.cli.session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * When a process started, in the words of the launcher ({@code started} of scripts/millrace): no later process of the same id has the same. On Linux the boot's id and the ticks since (proc_pid_stat(5),
 * field 22), which no change of the clock touches; elsewhere the time that ps says.
 */
final class ProcessStart {

    private static final Path PROC = Path.of("/proc");
    private static final Path BOOT = PROC.resolve("sys/kernel/random/boot_id");
    private static final int FIELDS_BEFORE_START = 19;

    private ProcessStart() {}

    /** Empty where there is no such process. */
    static Optional<String> of(long pid) {
        try {
            return Files.exists(PROC.resolve("self/stat")) ? ticks(pid) : time(pid);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> ticks(long pid) throws IOException {
        String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
        // The name, in brackets, may hold anything; from its end on there are numbers, and first the state.
        String[] fields = stat.substring(stat.lastIndexOf(") ") + 2).split(" ", -1);
        if (fields[0].equals("Z") || fields[0].equals("X")) {
            return Optional.empty(); // it has ended, and was not waited for
        }
        String boot = Files.exists(BOOT) ? Files.readString(BOOT).strip() : "";
        return Optional.of(boot + " " + fields[FIELDS_BEFORE_START]);
    }

    private static Optional<String> time(long pid) throws IOException {
        ProcessBuilder ps = new ProcessBuilder("ps", "-p", Long.toString(pid), "-o", "lstart=");
        ps.environment().put("LC_ALL", "C");
        ps.environment().put("TZ", "UTC");
        String said = new String(ps.start().getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Optional.of(said.strip().replaceAll("\\s+", " ")).filter(time -> !time.isEmpty());
    }
}
