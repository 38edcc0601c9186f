package io.millrace.source.gcs;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The emulator fake-gcs-server ({@code go install github.com/fsouza/fake-gcs-server@latest}) where it is on the PATH. */
final class FakeGcsServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OkHttpClient http = new OkHttpClient();
    private final Process process;
    private final URI endpoint;

    private FakeGcsServer(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static Optional<Path> program() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "fake-gcs-server"))
                .filter(program -> program.toFile().canExecute())
                .findFirst();
    }

    static FakeGcsServer start(Path program, Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        program.toString(),
                        "-scheme",
                        "http",
                        "-host",
                        "127.0.0.1",
                        "-port",
                        Integer.toString(port),
                        "-backend",
                        "memory")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("fake-gcs-server.log").toFile())
                .start();
        FakeGcsServer server = new FakeGcsServer(process, URI.create("http://127.0.0.1:" + port));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!server.answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                server.close();
                throw new IOException("fake-gcs-server did not come up");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return server;
    }

    URI endpoint() {
        return endpoint;
    }

    void send(String method, String path, byte[] body) throws IOException {
        Request.Builder request = new Request.Builder()
                .url(endpoint + path)
                .method(method, method.equals("DELETE") ? null : RequestBody.create(body));
        try (Response response = http.newCall(request.build()).execute()) {
            if (!response.isSuccessful()) {
                throw new IOException(method + " " + path + " was answered " + response.code());
            }
        }
    }

    private boolean answers() {
        try (Response response = http.newCall(
                        new Request.Builder().url(endpoint + "/storage/v1/b").build())
                .execute()) {
            return response.isSuccessful();
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
