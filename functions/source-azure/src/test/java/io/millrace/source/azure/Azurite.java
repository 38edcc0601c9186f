package io.millrace.source.azure;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Microsoft's emulator ({@code npm install -g azurite}) where it is on the PATH. */
final class Azurite implements AutoCloseable {

    static final String ACCOUNT = "devstoreaccount1";
    /** The one that Azurite's documentation names. */
    static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final int port;

    private Azurite(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "azurite-blob"))
                .filter(program -> program.toFile().canExecute())
                .findFirst();
    }

    static Azurite start(Path program, Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--inMemoryPersistence",
                        "--disableTelemetry",
                        "--skipApiVersionCheck",
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("azurite.log").toFile())
                .start();
        Azurite server = new Azurite(process, port);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!server.answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                server.close();
                throw new IOException("Azurite did not come up");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return server;
    }

    /** As {@code millrace.azure.endpoint} has it. */
    String endpoint() {
        return "http://127.0.0.1:" + port + "/ACCOUNT";
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
