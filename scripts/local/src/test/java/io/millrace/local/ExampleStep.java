package io.millrace.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The example of a third party's step, as its README says to run it, on a free port. */
final class ExampleStep implements AutoCloseable {

    private static final Path EXAMPLE =
            Path.of(System.getProperty("millrace.repository"), "eventing", "examples", "redact-emails");
    private static final String ADDRESS = "http://127.0.0.1:7071/";

    private final int port;
    private @Nullable Process process;

    ExampleStep() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    /** Whether this machine has what it needs. */
    static boolean canRun() {
        try {
            return new ProcessBuilder("python3", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The example's two Triggers, with this step's address, in {@code folder}; gives the options of a stack that has them. */
    String topology(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(EXAMPLE.resolve("topology"))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        folder.resolve(file.getFileName().toString()),
                        Files.readString(file).replace(ADDRESS, "http://127.0.0.1:" + port + "/"));
            }
        }
        return "-Dmillrace.topology=" + Path.of(System.getProperty("millrace.repository"), "eventing", "topology") + ","
                + folder;
    }

    int port() {
        return port;
    }

    /** Returns when it listens. */
    void start() throws IOException {
        process = new ProcessBuilder(
                        "python3", EXAMPLE.resolve("redact_emails.py").toString(), Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        RunningStack.await(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
