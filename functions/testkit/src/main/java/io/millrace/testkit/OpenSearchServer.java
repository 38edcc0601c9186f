package io.millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real OpenSearch with k-NN, one node in a process of its own on a free port of the loopback interface, one for the JVM, that ends with it, however it ends. The module that
 * starts it has its jars copied to {@code target/opensearch} (see index-opensearch's pom). Where containers were asked for, it is one.
 */
public final class OpenSearchServer {

    private static @Nullable OpenSearchServer shared;

    private final URI url;

    private OpenSearchServer(URI url) {
        this.url = url;
    }

    /** The JVM's server, started by the first call. */
    public static synchronized OpenSearchServer shared() {
        if (shared == null) {
            try {
                shared = TestServers.inContainers()
                        ? new OpenSearchServer(
                                DockerServer.start(ContainerImage.OPENSEARCH).endpoint())
                        : start();
            } catch (IOException e) {
                throw new UncheckedIOException("OpenSearch did not start", e);
            }
        }
        return shared;
    }

    public URI url() {
        return url;
    }

    private static OpenSearchServer start() throws IOException {
        Path folder = Files.createTempDirectory("millrace-opensearch");
        Path program = folder.resolve("OpenSearchNode.java");
        try (InputStream source = OpenSearchServer.class.getResourceAsStream("OpenSearchNode.java")) {
            Files.copy(Objects.requireNonNull(source), program);
        }
        LoopbackServer server = LoopbackServer.start(
                folder.resolve("log"),
                port -> List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--class-path",
                        Path.of("target", "opensearch").toAbsolutePath() + "/*",
                        program.toString(),
                        Integer.toString(port),
                        folder.toString()));
        TestServers.tell("OpenSearch 2.19 with k-NN (jars of Maven Central)");
        return new OpenSearchServer(server.endpoint());
    }
}
