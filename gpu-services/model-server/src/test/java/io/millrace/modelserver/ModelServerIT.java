package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.Catalog;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process itself. */
class ModelServerIT {

    private static final Pattern READY =
            Pattern.compile("\\{\"ready\":true,\"url\":\"(http://127\\.0\\.0\\.1:[0-9]+)\",\"seconds\":[0-9.]+}");

    @TempDir
    private Path leases = Path.of("");

    @TempDir
    private Path more = Path.of("");

    @Test
    void saysThatItIsReadyServesHoldsItsModelAndStopsOnSigterm() throws Exception {
        RunningServer.folder(RunningServer.EMBEDDER);
        Process process = start("--port", "0", "--generator", "none");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            // One that has ended says why.
            String said =
                    line == null ? process.errorReader(StandardCharsets.UTF_8).readAllAsString() : line;
            Matcher ready = READY.matcher(said);
            assertThat(ready.matches()).as(said).isTrue();
            OpenAiEmbedder embedder = new OpenAiEmbedder(
                    new ModelEndpoint(URI.create(ready.group(1)), RunningServer.EMBEDDER, Duration.ofSeconds(30)));

            assertThat(embedder.ready()).isTrue();
            assertThat(embedder.embedQuestion("Does it serve?").dimension()).isEqualTo(384);
            assertThat(List.of(Objects.requireNonNull(leases.toFile().list())))
                    .singleElement()
                    .asString()
                    .startsWith(RunningServer.EMBEDDER + "@");

            // Process.destroy would also close the streams that are read below.
            process.toHandle().destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
            assertThat(process.errorReader(StandardCharsets.UTF_8).readAllAsString())
                    .isEmpty();
            // 128 + SIGTERM, as of any JVM that ended in order.
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(leases).isEmptyDirectory();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aPortInUseIsAClearFailure() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start("--port", Integer.toString(taken.getLocalPort()), "--generator", "none");

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(process.errorReader(StandardCharsets.UTF_8).readAllAsString())
                    .contains("127.0.0.1:" + taken.getLocalPort(), "--port");
        }
    }

    @Test
    void anUnknownModelIsAClearFailure() throws Exception {
        Process process = start("--port", "0", "--embedder", "huge");

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(process.errorReader(StandardCharsets.UTF_8).readAllAsString())
                .contains("no model 'huge'", RunningServer.EMBEDDER);
    }

    @Test
    void aGeneratorThatIsNamedAndCannotBeHadIsAClearFailure() throws Exception {
        RunningServer.folder(RunningServer.EMBEDDER);
        Path catalog = withGenerator("nowhere", leases.resolve("nowhere.gguf"));
        Process process = start("--port", "0", "--catalog", catalog.toString(), "--generator", "nowhere");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(process.errorReader(StandardCharsets.UTF_8).readAllAsString())
                .contains("nowhere");
    }

    @Test
    void aModelWhoseFilesAreForOtherEnginesIsAClearFailure() throws Exception {
        Process process = start("--port", "0", "--embedder", "bge-m3");

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(process.errorReader(StandardCharsets.UTF_8).readAllAsString())
                .contains("can't run the files of model bge-m3", "tei");
    }

    @Test
    void wrongUsageIsExitCodeTwo() throws Exception {
        Process process = start("--prot", "0");

        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
    }

    /** The bundled catalog with a generator more. */
    private Path withGenerator(String id, Path gguf) throws IOException {
        String bundled;
        try (InputStream in = Catalog.class.getResourceAsStream("catalog.yaml")) {
            bundled = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
        return Files.writeString(more.resolve("catalog.yaml"), """
                %s
                  - id: %s
                    task: generate
                    revision: r1
                    licence: Apache-2.0
                    about: a test
                    verified: on-first-download
                    generation: { contextTokens: 2048, trusted: false, reason: a test }
                    files:
                      - { name: model.gguf, role: model }
                    sources:
                      - file: { model.gguf: %s }
                """.formatted(bundled, id, gguf));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                ModelServer.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // Not as an argument: ONNX Runtime 1.29 ends a process whose command line is longer than 4096 characters.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("MILLRACE_MODEL_LEASES", leases.toString());
        return builder.start();
    }
}
