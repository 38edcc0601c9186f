package io.millrace.testkit;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A vendor's store as a program that is not in Maven's repositories, in a process of its own, on a free port of the loopback interface. It is looked for on
 * the PATH and where {@code scripts/install-emulators} puts it; a test without it is skipped, and says so. Where containers
 * were asked for, Redis is one.
 */
public final class StoreEmulator implements AutoCloseable {

    /** Names MinIO's webhook in the notifications of a bucket. */
    public static final String MINIO_TARGET = "arn:minio:sqs::millrace:webhook";

    private final URI endpoint;
    private final Runnable stop;

    private StoreEmulator(LoopbackServer server) {
        this(server.endpoint(), server::close);
    }

    private StoreEmulator(URI endpoint, Runnable stop) {
        this.endpoint = endpoint;
        this.stop = stop;
    }

    /** Microsoft's emulator of Azure Blob Storage, blobs in memory. */
    public static StoreEmulator azurite(Path folder) throws IOException {
        String program = installed("azurite-blob");
        return new StoreEmulator(LoopbackServer.start(
                folder.resolve("azurite.log"),
                port -> List.of(
                        program,
                        "--inMemoryPersistence",
                        "--disableTelemetry",
                        "--skipApiVersionCheck",
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        Integer.toString(port))));
    }

    /** An emulator of Google Cloud Storage, objects in memory. */
    public static StoreEmulator fakeGcsServer(Path folder) throws IOException {
        String program = installed("fake-gcs-server");
        return new StoreEmulator(LoopbackServer.start(
                folder.resolve("fake-gcs-server.log"),
                port -> List.of(
                        program,
                        "-scheme",
                        "http",
                        "-host",
                        "127.0.0.1",
                        "-port",
                        Integer.toString(port),
                        "-backend",
                        "memory")));
    }

    /**
     * MinIO, with the keys of {@link S3Server}, which tells {@code webhook} of what happens in the buckets that name the target {@link #MINIO_TARGET}.
     */
    public static StoreEmulator minio(Path folder, URI webhook) throws IOException {
        String program = installed("minio");
        return new StoreEmulator(LoopbackServer.start(
                folder.resolve("minio.log"),
                port -> List.of(
                        "env",
                        "MINIO_ROOT_USER=" + S3Server.ACCESS_KEY,
                        "MINIO_ROOT_PASSWORD=" + S3Server.SECRET_KEY,
                        "MINIO_BROWSER=off",
                        "MINIO_NOTIFY_WEBHOOK_ENABLE_millrace=on",
                        "MINIO_NOTIFY_WEBHOOK_ENDPOINT_millrace=" + webhook,
                        program,
                        "server",
                        "--address",
                        "127.0.0.1:" + port,
                        folder.resolve("objects").toString())));
    }

    /** Redis itself, without files; its address begins with {@code redis:} in place of {@code http:}. */
    public static StoreEmulator redis(Path folder) throws IOException {
        if (TestServers.inContainers()) {
            DockerServer container = DockerServer.start(ContainerImage.REDIS);
            return new StoreEmulator(container.endpoint(), container::close);
        }
        String program = installed("redis-server");
        return new StoreEmulator(LoopbackServer.start(
                folder.resolve("redis.log"),
                port -> List.of(
                        program,
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        folder.toString())));
    }

    /** Skips the test where there is none. */
    private static String installed(String program) {
        Optional<Path> found = folders()
                .map(folder -> folder.resolve(program))
                .filter(file -> file.toFile().canExecute())
                .findFirst();
        if (found.isEmpty()) {
            throw TestServers.absent(program + " is not installed; see functions/testkit/README.md");
        }
        String path = found.orElseThrow().toString();
        TestServers.tell(program + " (" + path + ")");
        return path;
    }

    private static Stream<Path> folders() {
        String cache = Objects.requireNonNullElse(
                System.getenv("XDG_CACHE_HOME"),
                Path.of(System.getProperty("user.home"), ".cache").toString());
        return Stream.concat(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(Path::of),
                Stream.of(Path.of(cache, "millrace", "emulators", "bin")));
    }

    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        stop.run();
    }
}
