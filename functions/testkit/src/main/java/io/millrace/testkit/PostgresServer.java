package io.millrace.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL 18 with pgvector on a free port of the loopback interface, one for the JVM, that ends with it, however it ends. Comes from a Python
 * wheel ({@link PostgresWheel}), or, where containers were asked for, as one. Where the wheel can't be had a test fails if the environment says {@code CI=true}, and is skipped elsewhere.
 */
public final class PostgresServer {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NOBODY = 65534;

    /**
     * The server, and a watch over this JVM, whose end closes its standard input. What is kept here is gone after the tests, so nothing waits for the disk.
     */
    private static final String SCRIPT = """
            exec 3<&0
            "$1/bin/initdb" -D "$2/data" -A trust -U postgres -E UTF8 --locale=C --no-sync </dev/null || exit 1
            (cat <&3 >/dev/null; kill -QUIT $(head -1 "$2/data/postmaster.pid"); rm -rf "$4") &
            touch "$2/again"
            while [ -e "$2/again" ]; do
                rm "$2/again"
                "$1/bin/postgres" -D "$2/data" -k "$2" -p "$3" -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off \
                    -c synchronous_commit=off -c shared_buffers=256MB -c max_wal_size=2GB -c wal_level=logical </dev/null
            done
            """;

    private static @Nullable PostgresServer shared;
    private static @Nullable String absent;

    private final String url;
    private final Crash crash;
    private final @Nullable Path programs;

    private PostgresServer(int port, Crash crash, @Nullable Path programs) {
        this.url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
        this.crash = crash;
        this.programs = programs;
    }

    private interface Crash {
        void run() throws IOException;
    }

    /** The JVM's server, started by the first call. */
    public static synchronized PostgresServer shared() {
        if (shared == null && absent == null) {
            try {
                shared = TestServers.inContainers() ? inAContainer() : start();
            } catch (IOException e) {
                absent = String.valueOf(e.getMessage());
            }
        }
        if (shared == null) {
            String reason = "there is no PostgreSQL with pgvector for this test: " + absent;
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(reason);
            }
            throw TestServers.absent(reason);
        }
        return shared;
    }

    /** Its address as JDBC has it; the user postgres needs no password. */
    public String url() {
        return url;
    }

    /** The folder of {@code psql}, {@code pg_dump} and their like, of the server's own version. A container has them to itself: then the test is skipped. */
    public Path programs() {
        if (programs == null) {
            return Assumptions.abort("PostgreSQL's programs are " + TestServers.NOT_IN_A_CONTAINER);
        }
        return programs.resolve("bin");
    }

    /** Ends it as a crash does, all connections with it, and starts it again. Returns while it does that. */
    public void crash() throws IOException {
        crash.run();
    }

    private static void crash(Path run) throws IOException {
        Files.createFile(run.resolve("again"));
        String pid = Files.readAllLines(run.resolve("data/postmaster.pid")).getFirst();
        new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().onExit().join();
    }

    private static PostgresServer inAContainer() throws IOException {
        DockerServer container = DockerServer.start(ContainerImage.POSTGRESQL);
        return new PostgresServer(container.port(), container::crash, null);
    }

    private static PostgresServer start() throws IOException {
        Path folder = Files.createTempDirectory("millrace-postgres");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path programs = PostgresWheel.unpack(folder);
        Path data = Files.createDirectory(folder.resolve("run"));
        boolean root = "root".equals(System.getProperty("user.name"));
        Path log = Files.createFile(folder.resolve("log"));
        if (root) {
            give(folder);
        }
        LoopbackServer server = LoopbackServer.start(log, port -> {
            List<String> command = new ArrayList<>();
            if (root) {
                // PostgreSQL refuses to run as root.
                command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
            }
            command.addAll(List.of(
                    "sh",
                    "-c",
                    SCRIPT,
                    "sh",
                    programs.toString(),
                    data.toString(),
                    Integer.toString(port),
                    folder.toString()));
            return command;
        });
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains("database system is ready to accept connections")) {
            if (System.nanoTime() > deadline) {
                throw new IOException("PostgreSQL did not come up:\n" + Files.readString(log));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        TestServers.tell("PostgreSQL 18 with pgvector (Python wheel)");
        return new PostgresServer(server.endpoint().getPort(), () -> crash(data), programs);
    }

    /** Whoever runs the server deletes all of it at the end. */
    private static void give(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", NOBODY);
            }
        }
    }
}
