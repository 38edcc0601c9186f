package io.millrace.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real MariaDB on a free port of the loopback interface, with a binary log of whole rows, one for the JVM, that ends with it, however it ends. It is of Debian's packages
 * {@code mariadb-server-core} and {@code mariadb-client-core}, or, where containers were asked for, one; a test without the packages is skipped, and says so.
 */
public final class MariadbServer {

    /** The server, and a watch over this JVM, whose end closes its standard input. What is kept here is gone after the tests, so nothing waits for the disk. */
    private static final String SCRIPT = """
            exec 3<&0
            mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$2/data" --auth-root-authentication-method=normal --skip-test-db </dev/null || exit 1
            (cat <&3 >/dev/null; kill -KILL $(cat "$2/pid"); rm -rf "$2") &
            touch "$2/again"
            while [ -e "$2/again" ]; do
                rm "$2/again"
                "$1" --no-defaults --user="$(id -un)" --datadir="$2/data" --bind-address=127.0.0.1 --port="$3" --socket="$2/socket" --pid-file="$2/pid" \
                    --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --max-allowed-packet=128M --skip-name-resolve \
                    --log-bin="$2/data/log" --server-id=1 --binlog-format=ROW --binlog-row-image=FULL --sync-binlog=0 --performance-schema=OFF </dev/null
            done
            """;

    private static @Nullable MariadbServer shared;

    private final String url;
    private final Crash crash;

    private MariadbServer(int port, Crash crash) {
        this.url = "jdbc:mariadb://127.0.0.1:" + port + "/";
        this.crash = crash;
    }

    private interface Crash {
        void run() throws IOException;
    }

    /** The JVM's server, started by the first call. */
    public static synchronized MariadbServer shared() {
        if (shared == null) {
            try {
                shared = TestServers.inContainers() ? inAContainer() : start(program());
            } catch (IOException e) {
                throw new IllegalStateException("MariaDB did not start", e);
            }
        }
        return shared;
    }

    /** Skips the test where there is none. */
    private static Path program() {
        Optional<Path> program = installed("mariadbd");
        if (program.isEmpty() || installed("my_print_defaults").isEmpty()) {
            throw TestServers.absent(
                    "mariadbd or my_print_defaults is not installed (Debian: mariadb-server-core, mariadb-client-core); see functions/testkit/README.md");
        }
        return program.orElseThrow();
    }

    private static Optional<Path> installed(String program) {
        return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/bin")
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Its address as JDBC has it, up to the name of a database; the user root needs no password. */
    public String url() {
        return url;
    }

    /** Ends it, all connections with it, and starts it again. Returns while it does that. */
    public void crash() throws IOException {
        crash.run();
    }

    private static void crash(Path folder) throws IOException {
        Files.createFile(folder.resolve("again"));
        String pid = Files.readString(folder.resolve("pid")).strip();
        new ProcessBuilder("kill", "-TERM", pid).inheritIO().start().onExit().join();
    }

    private static MariadbServer inAContainer() throws IOException {
        DockerServer container = DockerServer.start(ContainerImage.MARIADB);
        return new MariadbServer(container.port(), container::crash);
    }

    private static MariadbServer start(Path program) throws IOException {
        Path folder = Files.createTempDirectory("millrace-mariadb");
        LoopbackServer server = LoopbackServer.start(
                Files.createFile(folder.resolve("output")),
                port -> List.of(
                        "sh", "-c", SCRIPT, "sh", program.toString(), folder.toString(), Integer.toString(port)));
        TestServers.tell("MariaDB (" + program + ")");
        return new MariadbServer(server.endpoint().getPort(), () -> crash(folder));
    }
}
