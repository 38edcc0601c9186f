package io.millrace.testkit;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A server in a container of Docker, on a free port of the loopback interface, that Testcontainers takes away when this JVM has ended. No other class here names Testcontainers: a
 * module that runs nothing in containers need not have it.
 */
final class DockerServer implements AutoCloseable {

    /** An image may have to be unpacked first, and a database be made. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static @Nullable String absent;

    private final GenericContainer<?> container;
    private final int port;

    private DockerServer(GenericContainer<?> container, int port) {
        this.container = container;
        this.port = port;
    }

    /**
     * Starts it and waits until it takes requests.
     *
     * @throws IllegalStateException if no Docker daemon of this machine answers: containers were asked for, so nothing is skipped
     */
    static DockerServer start(ContainerImage image) throws IOException {
        requireDaemon();
        // Fixed, so that it is the same after a crash.
        int port = LoopbackServer.freePort();
        GenericContainer<?> container = new GenericContainer<>(image.image());
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + image.port(port)));
        container.setCommandParts(image.arguments(port).toArray(String[]::new));
        container.withEnv(image.environment());
        container.waitingFor(Wait.forLogMessage(image.ready(), image.times()).withStartupTimeout(PATIENCE));
        container.start();
        TestServers.tell(image.image() + " (container)");
        return new DockerServer(container, port);
    }

    private static synchronized void requireDaemon() {
        if (absent == null) {
            absent = whatIsWrong();
        }
        if (!absent.isEmpty()) {
            throw new IllegalStateException("no Docker daemon answers: " + absent + "; containers were asked for by -D"
                    + TestServers.CONTAINERS + "=true (the profile containers)");
        }
    }

    /** Empty if a daemon answers. */
    private static String whatIsWrong() {
        String host;
        try {
            DockerClientFactory.instance().client();
            host = DockerClientFactory.instance().dockerHostIpAddress();
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
        return host.equals("localhost") || host.equals("127.0.0.1")
                ? ""
                : "there is one at " + host + ", but the servers of the tests are reached on this machine only";
    }

    /** On 127.0.0.1. */
    int port() {
        return port;
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Runs a program in the container and waits for its end. */
    void run(String... command) throws IOException {
        ExecResult result;
        try {
            result = container.execInContainer(command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (result.getExitCode() != 0) {
            throw new IOException(command[0] + " ended with " + result.getExitCode() + ": " + result.getStdout()
                    + result.getStderr());
        }
    }

    /** Kills it, all connections with it, and starts it again with what it had written. Returns while it comes up. */
    void crash() {
        DockerClient docker = container.getDockerClient();
        String id = container.getContainerId();
        docker.killContainerCmd(id).exec();
        docker.waitContainerCmd(id).exec(new WaitContainerResultCallback()).awaitStatusCode();
        docker.startContainerCmd(id).exec();
    }

    @Override
    public void close() {
        container.stop();
    }
}
