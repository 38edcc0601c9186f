package io.millrace.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A real Cassandra, one node in a process of its own on a free port of the loopback interface, one for the JVM, that ends with it, however it ends. The module that starts it has its jars
 * copied to {@code target/cassandra} (see source-cassandra's pom). It runs on the JDK that the tests run on, Cassandra's security manager taken out. Where containers were asked for, it is one.
 *
 * <p>The superuser is {@code cassandra} with the password {@code cassandra}; its role is there a moment after the port answers.
 */
public final class CassandraServer {

    /** The parts of the JDK that Cassandra reaches into; its own start-up script has more. */
    private static final List<String> OPENED = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.lang.reflect",
            "java.base/java.math",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.misc",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/sun.nio.ch",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.rmi/sun.rmi.transport.tcp",
            "jdk.management/com.sun.management.internal");

    private static @Nullable CassandraServer shared;

    private final int port;

    private CassandraServer(int port) {
        this.port = port;
    }

    /** The JVM's server, started by the first call. */
    public static synchronized CassandraServer shared() {
        if (shared == null) {
            try {
                shared = TestServers.inContainers()
                        ? new CassandraServer(
                                DockerServer.start(ContainerImage.CASSANDRA).port())
                        : start();
            } catch (IOException e) {
                throw new UncheckedIOException("Cassandra did not start", e);
            }
        }
        return shared;
    }

    /** Where it takes queries, on 127.0.0.1; its data centre is {@code datacenter1}. */
    public int port() {
        return port;
    }

    private static CassandraServer start() throws IOException {
        Path folder = Files.createTempDirectory("millrace-cassandra");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        Path classes = folder.resolve("classes");
        compile(folder, classes);
        Files.writeString(folder.resolve("logback.xml"), text("cassandra-logback.xml"));
        int storagePort = LoopbackServer.freePort();
        LoopbackServer server = LoopbackServer.start(folder.resolve("output"), port -> {
            configure(folder, storagePort, port);
            return command(folder, classes);
        });
        TestServers.tell("Cassandra 5.0 (jars of Maven Central)");
        return new CassandraServer(server.endpoint().getPort());
    }

    private static void compile(Path folder, Path classes) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString()));
        for (String name : List.of("CassandraNode.java", "ThreadAwareSecurityManager.java")) {
            arguments.add(Files.writeString(folder.resolve(name), text(name)).toString());
        }
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("the node's main class can't be compiled");
        }
    }

    private static void configure(Path folder, int storagePort, int port) {
        try {
            Files.writeString(
                    folder.resolve("cassandra.yaml"),
                    text("cassandra.yaml")
                            .replace("FOLDER", folder.toString())
                            .replace("STORAGE_PORT", Integer.toString(storagePort))
                            .replace("NATIVE_PORT", Integer.toString(port)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path folder, Path classes) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        OPENED.forEach(part -> command.addAll(List.of("--add-opens", part + "=ALL-UNNAMED")));
        OPENED.forEach(part -> command.addAll(List.of("--add-exports", part + "=ALL-UNNAMED")));
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dcassandra.config=" + folder.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + folder,
                "-Dcassandra-foreground=yes",
                "-Dcassandra.native.epoll.enabled=false",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.ring_delay_ms=0",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-Dcassandra.auth_bcrypt_gensalt_log2_rounds=4",
                "-Dcassandra.unsafesystem=true",
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                "-cp",
                classes + ":" + Path.of("target", "cassandra").toAbsolutePath() + "/*",
                "CassandraNode"));
        return command;
    }

    private static String text(String resource) throws IOException {
        try (InputStream source = CassandraServer.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(source).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** It may still write while this JVM ends; what it then makes stays, a few kilobytes in the folder for temporary files. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            System.err.println("some files stay in " + folder + ": " + e);
        }
    }
}
