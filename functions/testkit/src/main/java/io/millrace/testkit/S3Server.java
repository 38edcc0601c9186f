package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server of the S3 API in a process of its own, on a free port of the loopback interface. The module that starts it has its jar copied to {@code target/s3-server}. Where containers were asked
 * for, the one that keeps no versions is MinIO in a container.
 */
public final class S3Server implements AutoCloseable {

    public static final String ACCESS_KEY = "millrace";
    public static final String SECRET_KEY = "secret-of-the-tests";

    /** S3Mock's second port would listen on every address: its settings have none for that, but Spring can be told to set it. */
    private static final String LOOPBACK_ONLY = """
            <beans xmlns="http://www.springframework.org/schema/beans" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd">
              <bean class="org.springframework.beans.factory.config.MethodInvokingBean" lazy-init="false">
                <property name="targetObject" value="#{@s3MockConfiguration.httpConnector}"/>
                <property name="targetMethod" value="setProperty"/>
                <property name="arguments"><list><value>address</value><value>127.0.0.1</value></list></property>
              </bean>
            </beans>
            """;

    private final URI endpoint;
    private final Runnable stop;

    private S3Server(String name, LoopbackServer server) {
        this(server.endpoint(), server::close);
        TestServers.tell(name + " (jar of Maven Central)");
    }

    private S3Server(URI endpoint, Runnable stop) {
        this.endpoint = endpoint;
        this.stop = stop;
    }

    /**
     * S3Proxy ({@code org.gaul:s3proxy:jar-with-dependencies} as {@code s3proxy.jar}), objects in memory: it checks signatures and keeps no versions.
     *
     * @param folder where its settings and its log go
     */
    public static S3Server start(Path folder) throws IOException {
        if (TestServers.inContainers()) {
            DockerServer container = DockerServer.start(ContainerImage.MINIO);
            return new S3Server(container.endpoint(), container::close);
        }
        Path settings = Files.createDirectories(folder).resolve("s3proxy.conf");
        return new S3Server("S3Proxy", LoopbackServer.start(folder.resolve("s3proxy.log"), port -> {
            write(
                    settings,
                    "s3proxy.endpoint=http://127.0.0.1:" + port,
                    "s3proxy.authorization=aws-v2-or-v4",
                    "s3proxy.identity=" + ACCESS_KEY,
                    "s3proxy.credential=" + SECRET_KEY,
                    "jclouds.provider=transient",
                    "jclouds.identity=none",
                    "jclouds.credential=none");
            return java("s3proxy.jar", "--properties", settings.toString());
        }));
    }

    /**
     * Adobe's S3Mock ({@code com.adobe.testing:s3mock:exec} as {@code s3mock.jar}): it keeps versions and lets everyone in.
     *
     * @param folder where its objects, its settings and its log go
     */
    public static S3Server startWithVersions(Path folder) throws IOException {
        Path settings = Files.createDirectories(folder).resolve("loopback.xml");
        write(settings, LOOPBACK_ONLY);
        return new S3Server(
                "S3Mock",
                LoopbackServer.start(
                        folder.resolve("s3mock.log"),
                        port -> java(
                                "s3mock.jar",
                                "--http.port=" + port,
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--spring.main.sources=" + settings.toUri(),
                                "--com.adobe.testing.s3mock.store.root=" + folder.resolve("objects"))));
    }

    private static List<String> java(String jar, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                Path.of("target/s3-server", jar).toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void write(Path file, String... lines) {
        try {
            Files.write(file, List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        stop.run();
    }
}
