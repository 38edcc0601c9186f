package io.millrace.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Who runs which revision: a small file for each, {@code <id>@<revision>@<number>}, whose holder writes it again every minute. No advisory lock,
 * since those do not hold on every shared volume. Ages are differences between times of the same disk's clock: a probe file gives "now", so that
 * machines whose clocks differ agree. Of a holder on this machine its process tells whether it lives; one elsewhere is given up after ten minutes of silence.
 */
final class Leases {

    static final Duration BEAT = Duration.ofMinutes(1);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    private static final String NAMELESS = "unknown";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;

    Leases(Path folder) {
        this.folder = folder;
    }

    /**
     * @param host where it runs, down to the process-id namespace
     * @param pid its process there
     * @param started when that process started, in milliseconds since 1970, so that a process with its number is not taken for it; 0 where that can't be told
     */
    record Holder(
            @JsonProperty(required = true) String host,
            @JsonProperty(required = true) long pid,
            @JsonProperty(required = true) long started) {

        static Holder ofThisProcess() {
            return new Holder(thisHost(), ProcessHandle.current().pid(), started(ProcessHandle.current()));
        }

        /** Where a machine doesn't know its name, its processes can't be told from another's. */
        boolean here() {
            return !host.startsWith(NAMELESS) && host.equals(thisHost());
        }

        boolean alive() {
            return ProcessHandle.of(pid)
                    .filter(process -> process.isAlive() && started(process) == started)
                    .isPresent();
        }

        private static long started(ProcessHandle process) {
            return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        }

        private static String thisHost() {
            String namespace;
            try {
                namespace = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            } catch (IOException | UnsupportedOperationException e) {
                namespace = "";
            }
            return hostName() + namespace;
        }

        /** Without asking the resolver, which may ask a server, and keep us waiting. */
        private static String hostName() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            } catch (IOException e) {
                return Stream.of("HOSTNAME", "COMPUTERNAME")
                        .map(System::getenv)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(NAMELESS);
            }
        }
    }

    /** @throws IOException where the folder can't be written, as on a read-only mount */
    HeldFile hold(String id, String revision) throws IOException {
        Files.createDirectories(folder);
        HeldFile held = new HeldFile(
                folder.resolve(id + "@" + revision + "@" + UUID.randomUUID()),
                JSON.writeValueAsString(Holder.ofThisProcess()));
        held.beat();
        return held;
    }

    /** Written in place, so that a reader never finds it empty after the first time. */
    record HeldFile(Path file, String holder) {
        void beat() throws IOException {
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
            }
        }

        void release() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** Who holds a revision now; the files of the dead are removed on the way. */
    Optional<String> holder(String id, String revision) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        // Also makes a client of a network volume look at the folder anew.
        long now = nowMillis(folder);
        List<Path> leases;
        try (Stream<Path> all = Files.list(folder)) {
            leases = all.filter(path -> path.getFileName().toString().startsWith(id + "@" + revision + "@"))
                    .toList();
        }
        for (Path lease : leases) {
            Optional<String> holder = holder(lease, now);
            if (holder.isPresent()) {
                return holder;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> holder(Path lease, long now) throws IOException {
        try {
            boolean silent = now - Files.getLastModifiedTime(lease).toMillis() > SILENCE.toMillis();
            String text = Files.readString(lease);
            // Empty: its holder is just writing it.
            Holder holder = text.isEmpty() ? null : JSON.readValue(text, Holder.class);
            boolean gone = (holder != null && holder.here()) ? !holder.alive() : silent;
            if (gone) {
                Files.deleteIfExists(lease);
                return Optional.empty();
            }
            return Optional.of(
                    holder == null ? "a server that starts" : "process " + holder.pid() + " on " + holder.host());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The time by the clock of the disk that holds the folder. */
    static long nowMillis(Path folder) throws IOException {
        Path probe = Files.writeString(folder.resolve(".now-" + UUID.randomUUID()), "now");
        try {
            return Files.getLastModifiedTime(probe).toMillis();
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
