package io.millrace.cli.bench;

import io.millrace.cli.session.CliFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL of the bench's own, with a log that others can follow; ends with the bench. */
final class PostgresProcess implements AutoCloseable {

    private static final String USER = "millrace";
    private static final Duration TO_START = Duration.ofMinutes(1);
    private static final Duration TO_STOP = Duration.ofSeconds(20);

    private final Process process;
    private final Thread atShutdown;
    private final int port;
    private final String password;

    private PostgresProcess(Process process, int port, String password) {
        this.process = process;
        this.port = port;
        this.password = password;
        this.atShutdown = new Thread(process::destroy, "end of PostgreSQL");
        Runtime.getRuntime().addShutdownHook(atShutdown);
    }

    /**
     * @param script {@code scripts/postgres}
     * @param folder where its programs and its database go
     */
    static PostgresProcess start(Path script, Path folder) throws InterruptedException {
        try {
            run(script, "prepare", folder.toString());
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            String url = run(script, "url", folder.toString(), Integer.toString(port));
            Process process = new ProcessBuilder(
                            script.toString(),
                            "run",
                            folder.toString(),
                            Integer.toString(port),
                            "-c",
                            "wal_level=logical")
                    .redirectError(folder.resolve("log").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            PostgresProcess started = new PostgresProcess(
                    process, port, url.substring(url.indexOf(USER + ":") + USER.length() + 1, url.indexOf('@')));
            started.awaitReady();
            return started;
        } catch (IOException e) {
            throw new CliFailure(CliFailure.FAILED, "PostgreSQL can't be started: " + e.getMessage());
        }
    }

    private static String run(Path script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new CliFailure(exit, "PostgreSQL can't be had; the reason is above");
        }
        return printed;
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + TO_START.toNanos();
        while (true) {
            try {
                connect().close();
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    close();
                    throw new CliFailure(CliFailure.FAILED, "PostgreSQL does not answer: " + e.getMessage());
                }
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** As its owner. */
    Connection connect() throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", USER);
        login.setProperty("password", password);
        return DriverManager.getConnection(jdbcUrl(), login);
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TO_STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(atShutdown);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            // Ctrl-C: the hook is running already, and does the same.
        }
    }
}
