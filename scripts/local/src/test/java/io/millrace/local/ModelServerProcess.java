package io.millrace.local;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The model server as the launcher starts it, on a free port of the loopback interface. One that was killed can be started there again. */
final class ModelServerProcess implements AutoCloseable {

    /** The server, and beside it what kills it once this JVM is gone, however that ended: then the pipe between the two closes. */
    private static final String ENDS_WITH_THIS_JVM =
            "exec 3<&0; (read -r nothing <&3; kill -KILL $$ 2>/dev/null) & exec \"$@\" </dev/null 3<&-";

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));
    private static final Path TARGET = REPOSITORY.resolve("gpu-services/model-server/target");

    private static @Nullable ModelServerProcess shared;

    private final Path folder;
    private final int port = RunningStack.freePort();
    private @Nullable Process process;

    /** @param folder for its log; it is made when the server starts */
    ModelServerProcess(Path folder) {
        this.folder = folder;
    }

    /**
     * The one of all tests of this JVM that don't kill theirs, started with the first of them: it remembers nothing of what it was asked, and to load its models
     * takes longer than many of the tests.
     */
    static synchronized ModelServerProcess shared() throws IOException {
        if (shared == null || !shared.isAlive()) {
            shared = new ModelServerProcess(REPOSITORY
                    .resolve("scripts/local/target/model-servers")
                    .resolve(Long.toString(ProcessHandle.current().pid())));
            shared.start();
        }
        RunningStack.await(shared::isReady);
        return shared;
    }

    void start() throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", ENDS_WITH_THIS_JVM, "model-server"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                jar() + File.pathSeparator + TARGET.resolve("lib") + File.separator + "*",
                "io.millrace.modelserver.ModelServer",
                "--port",
                Integer.toString(port)));
        Files.createDirectories(folder);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    boolean isReady() {
        if (!isAlive()) {
            throw new IllegalStateException("the model server died; its log is " + logFile());
        }
        try {
            HttpURLConnection health =
                    (HttpURLConnection) uri().resolve("/health").toURL().openConnection();
            health.setConnectTimeout(5000);
            health.setReadTimeout(5000);
            return health.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String log() throws IOException {
        return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    }

    private Path logFile() {
        return folder.resolve("model-server.log");
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        // Process.destroy would close the pipe too, and so kill it.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    private static String jar() throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            return files.filter(file ->
                            file.getFileName().toString().matches("millrace-model-server-[^-]+(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalStateException("build gpu-services/model-server first: no jar in " + TARGET))
                    .toString();
        }
    }
}
