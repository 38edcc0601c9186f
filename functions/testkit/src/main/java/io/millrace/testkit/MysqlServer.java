package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A real MySQL 8.4 in a container, one for the JVM, with the binary log that it has by itself. No registry of packages has it, so a test of it is for where containers were asked for:
 * elsewhere it is skipped with {@link #ABSENT}.
 */
public final class MysqlServer {

    public static final String ABSENT =
            "MySQL itself runs in a container only: scripts/millrace test --containers, where a Docker daemon is";

    private static @Nullable MysqlServer shared;

    private final DockerServer container;

    private MysqlServer(DockerServer container) {
        this.container = container;
    }

    /** The JVM's server, started by the first call. */
    public static synchronized MysqlServer shared() {
        if (shared == null) {
            try {
                shared = new MysqlServer(DockerServer.start(ContainerImage.MYSQL));
            } catch (IOException e) {
                throw new UncheckedIOException("MySQL did not start", e);
            }
        }
        return shared;
    }

    /** Its address, up to the name of a database, for MariaDB's driver, which speaks to both; the user root needs no password. */
    public String url() {
        return "jdbc:mariadb://127.0.0.1:" + container.port() + "/";
    }

    /** Ends it, all connections with it, and starts it again. Returns while it does that. */
    public void crash() {
        container.crash();
    }
}
