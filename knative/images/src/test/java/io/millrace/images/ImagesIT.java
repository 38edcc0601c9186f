package io.millrace.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An image as it comes out is read again, as a container runtime does, and what is in it runs. */
@EnabledIfSystemProperty(
        named = "millrace.full",
        matches = "true",
        disabledReason = "linking, training and packing take half a minute and more: only at full size")
class ImagesIT {

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));
    private static final Report QUIET = new Report(System.err);

    private static final Program FUNCTION = Program.all(REPOSITORY).stream()
            .filter(program -> program.name().equals("dead-letters"))
            .findFirst()
            .orElseThrow();

    @TempDir
    private static Path folder;

    private static Path archive = Path.of("");
    private static Map<String, Object> built = Map.of();
    private static Path root = Path.of("");
    private static TrainingStore store = TrainingStore.of(REPOSITORY, Path.of(""));

    @BeforeAll
    static void build() {
        assumeTrue(
                Stream.of("apt-get", "dpkg-deb").allMatch(tool -> Files.isExecutable(Path.of("/usr/bin", tool))),
                "a base can be assembled on Debian and its descendants only");
        store = TrainingStore.of(REPOSITORY, folder);
        archive = folder.resolve("base.tar");
        new BaseImage(folder, QUIET).write(archive);
        built = write("first");
        root = folder.resolve("image-root");
        new ImageArchive(Path.of(String.valueOf(built.get("file")))).unpack(root);
    }

    @AfterAll
    static void end() {
        store.close();
    }

    private static Map<String, Object> write(String to) {
        Base base = Base.open(Optional.of(archive.toString()), folder, QUIET);
        return new ImageBuild(folder, base, "1", "", store, QUIET).write(FUNCTION, folder.resolve(to), null);
    }

    /** Knative asks no registry for a name of dev.local; Pod Security "restricted" takes no image that runs as root. */
    @Test
    void theImageSaysWhatItIsAndIsNotRoot() {
        ImageArchive image = new ImageArchive(Path.of(String.valueOf(built.get("file"))));
        JsonNode configuration = image.configuration();

        assertThat(image.reference()).isEqualTo("dev.local/millrace/dead-letters:1");
        assertThat(configuration.path("os").asText()).isEqualTo("linux");
        assertThat(configuration.path("config").path("User").asText()).isEqualTo("65532:65532");
        assertThat(configuration.path("config").path("ExposedPorts").has("8080/tcp"))
                .isTrue();
        JsonNode labels = configuration.path("config").path("Labels");
        assertThat(labels.path("org.opencontainers.image.version").asText()).isEqualTo("1");
        assertThat(labels.path("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
    }

    @Test
    void theSameInputsGiveTheSameDigest() {
        assertThat(write("second").get("digest")).isEqualTo(built.get("digest"));
    }

    @Test
    void whatIsInTheImageAnswersAnEvent() throws IOException {
        List<String> command = new ArrayList<>();
        new ImageArchive(Path.of(String.valueOf(built.get("file"))))
                .configuration()
                .path("config")
                .path("Entrypoint")
                .forEach(word -> command.add(word.asText()));
        // The cache fits what is in the image, or the JVM ends.
        command.add(1, "-XX:AOTMode=on");
        boolean closed = canChangeRoot();
        List<String> here = closed
                ? within(command)
                : command.stream()
                        .map(word -> word.replace("/" + JavaRuntime.HOME, root + "/" + JavaRuntime.HOME)
                                .replace("/" + Program.HOME + "/", root + "/" + Program.HOME + "/"))
                        .toList();

        try (Surroundings surroundings = new Surroundings(store.environment());
                FunctionProcess function = FunctionProcess.start(
                        here, Program.home(root), List.of(), surroundings.environment(), folder.resolve("data"))) {
            ExampleEvent event = ExampleEvent.of(FUNCTION.name(), 1).getFirst();
            HttpResponse<String> answer = function.awaitListening().send(event.toRequest(function.port()));

            assertThat(answer.statusCode()).as(function.log()).isEqualTo(200);
            assertThat(answer.headers().firstValue("ce-type")).contains("millrace.document.rejected.v1");
        }
    }

    /** With the image's folder as the root, so that nothing of this machine's libraries helps; where the kernel lets us. */
    private static List<String> within(List<String> command) {
        List<String> all = new ArrayList<>(List.of(
                "unshare",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "root=$1 && shift && mkdir -p $root/proc $root/dev && mount --rbind /proc $root/proc && mount --rbind"
                        + " /dev $root/dev && exec chroot $root sh -c 'cd /app && exec \"$@\"' sh \"$@\"",
                "sh",
                root.toString()));
        all.addAll(command);
        return all;
    }

    private static boolean canChangeRoot() throws IOException {
        Process process = new ProcessBuilder(within(List.of("/" + JavaRuntime.HOME + "/bin/java", "-version")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue() == 0;
    }

    @Test
    void theListOfPartsNamesEveryJarAndTheSystem() throws IOException {
        JsonNode parts =
                new ObjectMapper().readTree(root.resolve("app/sbom.cdx.json").toFile());
        List<String> names = new ArrayList<>();
        parts.path("components").forEach(part -> names.add(part.path("name").asText()));
        long jars = Folders.files(root.resolve("app")).stream()
                .filter(file -> file.toString().endsWith(".jar"))
                .count();

        assertThat(parts.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(names)
                .contains("libc6", "OpenJDK", "jackson-databind", "com.squareup.okhttp3.okhttp-jvm", "vertx-core");
        assertThat(names).hasSize((int) jars + SystemPackages.NAMES.size() + 1);
    }

    @Test
    void sizesAreStatedByLayer() {
        assertThat(Objects.requireNonNull(built.get("layers")).toString())
                .contains("name=dependencies", "name=application", "name=aot-cache");
    }
}
