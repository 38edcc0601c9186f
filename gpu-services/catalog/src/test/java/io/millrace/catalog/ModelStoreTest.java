package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.document.Digest;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real web server on this machine. */
class ModelStoreTest {

    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(4).nextBytes(CONTENT);
    }

    private final MockWebServer server = new MockWebServer();
    private final RecordedProgress progress = new RecordedProgress();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void downloadsVerifiesAndMakesCurrent() throws IOException {
        server.enqueue(whole());

        Path model = store(http("/a")).ensure("m", progress);

        assertThat(model).isEqualTo(models().resolve("m/r1"));
        assertThat(model.resolve("model.bin")).hasBinaryContent(CONTENT);
        assertThat(models().resolve("m/current")).isSymbolicLink();
        assertThat(models().resolve("m/current").toRealPath()).isEqualTo(model.toRealPath());
        assertThat(progress.last).isEqualTo(CONTENT.length);
        assertThat(leftovers()).isEmpty();
        store(http("/a")).verify("m");
    }

    @Test
    void usesNoNetworkForWhatIsThere() {
        server.enqueue(whole());
        store(http("/a")).ensure("m", progress);
        server.close();

        assertThat(store(http("/a")).ensure("m", progress)).isDirectory();
        assertThat(store(http("/a")).present("m")).isPresent();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void resumesWhereTheConnectionBroke() throws InterruptedException {
        server.setDispatcher(new RangeDispatcher(CONTENT, 100_000));
        Path model = store(http("/a")).ensure("m", progress);

        assertThat(model.resolve("model.bin")).hasBinaryContent(CONTENT);
        assertThat(server.takeRequest().getHeaders().get("Range")).isNull();
        RecordedRequest second = server.takeRequest();
        assertThat(second.getHeaders().get("Range")).matches("bytes=[1-9][0-9]*-");
        assertThat(second.getHeaders().get("If-Range")).isEqualTo("\"v1\"");
    }

    @Test
    void aLaterProcessGoesOnWithAnEarliersPart() throws Exception {
        server.setDispatcher(new RangeDispatcher(CONTENT, 100_000, 100_000, 100_000));
        ModelSource.Http source = http("/a");
        // A break that gains nothing counts, and the third ends the run.
        assertThatThrownBy(() -> store(source).ensure("m", progress)).isInstanceOf(ProblemException.class);
        int requests = server.getRequestCount();

        Path model = store(source).ensure("m", progress);

        assertThat(model.resolve("model.bin")).hasBinaryContent(CONTENT);
        assertThat(server.getRequestCount()).isEqualTo(requests + 1);
    }

    @Test
    void startsAgainWhereTheServerKnowsNoRanges() {
        server.enqueue(new MockResponse.Builder()
                .addHeader("ETag", "\"v1\"")
                .body(new Buffer().write(CONTENT))
                .onResponseBody(new SocketEffect.CloseSocket())
                .build());
        server.enqueue(whole());

        assertThat(store(http("/a")).ensure("m", progress).resolve("model.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void triesTheNextSourceAfterARefusalAndAfterWrongContent() {
        byte[] wrong = CONTENT.clone();
        wrong[77]++;
        server.enqueue(new MockResponse.Builder().code(404).build());
        server.enqueue(
                new MockResponse.Builder().body(new Buffer().write(wrong)).build());
        server.enqueue(whole());

        Path model = store(http("/gone"), http("/wrong"), http("/right")).ensure("m", progress);

        assertThat(model.resolve("model.bin")).hasBinaryContent(CONTENT);
        assertThat(progress.lines).anyMatch(line -> line.contains("answered 404"));
        assertThat(progress.lines).anyMatch(line -> line.contains("the catalog wants"));
    }

    @Test
    void namesEachSourcesReasonAndLeavesNothingBehind() throws IOException {
        server.enqueue(new MockResponse.Builder().code(404).build());

        ModelStore store =
                store(http("/gone"), new ModelSource.LocalFiles(Map.of("model.bin", folder.resolve("nowhere"))));

        assertThatThrownBy(() -> store.ensure("m", progress))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("model-unobtainable"))
                .hasMessageContaining("answered 404")
                .hasMessageContaining("nowhere");
        assertThat(models().resolve("m/r1")).doesNotExist();
        assertThat(models().resolve("m/current")).doesNotExist();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void replacesAFileOfTheWrongSize() throws IOException {
        server.enqueue(whole());
        server.enqueue(whole());
        Path model = store(http("/a")).ensure("m", progress);
        Files.write(model.resolve("model.bin"), Arrays.copyOf(CONTENT, 1000));

        assertThat(store(http("/a")).present("m")).isEmpty();
        assertThat(store(http("/a")).ensure("m", progress).resolve("model.bin")).hasBinaryContent(CONTENT);
    }

    @Test
    void verifyFindsOneChangedByte() throws IOException {
        server.enqueue(whole());
        Path model = store(http("/a")).ensure("m", progress);
        byte[] changed = CONTENT.clone();
        changed[200_000] ^= 1;
        Files.write(model.resolve("model.bin"), changed);

        assertThatThrownBy(() -> store(http("/a")).verify("m"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("model-damaged"));
    }

    @Test
    void removesWhatAKilledWriterLeft() throws IOException {
        Path stale = Files.createDirectories(models().resolve("m/.new-killed"));
        Files.writeString(stale.resolve("model.bin"), "half");
        server.enqueue(whole());

        store(http("/a")).ensure("m", progress);

        assertThat(leftovers()).isEmpty();
    }

    @Test
    void twoThatWantTheSameModelDownloadItOnce() throws Exception {
        server.enqueue(whole());
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Path> one = threads.submit(() -> store(http("/a")).ensure("m", Progress.NONE));
            Future<Path> two = threads.submit(() -> store(http("/a")).ensure("m", Progress.NONE));

            assertThat(one.get()).isEqualTo(two.get());
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void recordsTheHashOfAModelThatIsVerifiedOnFirstDownload() throws IOException {
        server.enqueue(whole());
        ModelStore store = store(entry(null, List.of(http("/a"))), Map.of());
        Path model = store.ensure("m", progress);

        assertThat(Files.readString(model.resolve("lock.json"))).contains(sha256(CONTENT));
        store.verify("m");
        Files.write(model.resolve("model.bin"), new byte[CONTENT.length]);
        assertThatThrownBy(() -> store.verify("m")).isInstanceOf(ProblemException.class);
    }

    @Test
    void takesAJarFromTheLocalMavenRepositoryFirst() throws IOException {
        Path jar = folder.resolve("home/.m2/repository/org/example/model/1/model-1.jar");
        Files.createDirectories(jar.resolveSibling(""));
        Files.write(jar, archive("inside/weights"));

        assertThat(store(maven()).ensure("m", progress).resolve("model.bin")).hasBinaryContent(CONTENT);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void takesAJarFromTheMirrorInTheUsersMavenSettings() throws Exception {
        Path settings = Files.createDirectories(folder.resolve("home/.m2")).resolve("settings.xml");
        Files.writeString(settings, """
                <settings><mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>%s/</url></mirror></mirrors>
                <servers><server><id>corp</id><username>me</username><password>${env.PW}</password></server></servers></settings>
                """.formatted(server.url("/mirror")));
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(archive("inside/weights")))
                .build());

        store(entry(sha256(CONTENT), List.of(maven())), Map.of("PW", "s3cret")).ensure("m", progress);

        RecordedRequest request = server.takeRequest();
        assertThat(request.getUrl().encodedPath()).isEqualTo("/mirror/org/example/model/1/model-1.jar");
        assertThat(request.getHeaders().get("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("me:s3cret".getBytes(StandardCharsets.UTF_8)));
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aJarWithoutTheEntryOrThatIsNoArchiveIsARefusal() throws IOException {
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().write(archive("other")))
                .build());
        server.enqueue(new MockResponse.Builder().body("<html>log in</html>").build());
        Map<String, String> variables =
                Map.of("MAVEN_REPOSITORY_URL", server.url("/r").toString());
        CatalogEntry entry = entry(sha256(CONTENT), List.of(maven()));

        assertThatThrownBy(() -> store(entry, variables).ensure("m", progress))
                .hasMessageContaining("has no entry inside/weights");
        assertThatThrownBy(() -> store(entry, variables).ensure("m", progress))
                .hasMessageContaining("no readable archive");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void takesAWheelThroughTheUsersPip() throws IOException {
        Path wheels = Files.createDirectories(folder.resolve("wheels"));
        try (ZipOutputStream zip =
                new ZipOutputStream(Files.newOutputStream(wheels.resolve("tiny_model-1.0-py3-none-any.whl")))) {
            add(zip, "tiny/weights", CONTENT);
            add(
                    zip,
                    "tiny_model-1.0.dist-info/METADATA",
                    text("Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n"));
            add(zip, "tiny_model-1.0.dist-info/WHEEL", text("Wheel-Version: 1.0\nTag: py3-none-any\n"));
            add(zip, "tiny_model-1.0.dist-info/RECORD", text(""));
        }
        Map<String, String> variables =
                Map.of("PATH", System.getenv("PATH"), "PIP_NO_INDEX", "1", "PIP_FIND_LINKS", wheels.toString());
        ModelSource there = new ModelSource.Pypi("tiny-model==1.0", Map.of("model.bin", "tiny/weights"));
        ModelSource missing = new ModelSource.Pypi("tiny-model==2.0", Map.of("model.bin", "tiny/weights"));

        Path model = store(entry(sha256(CONTENT), List.of(missing, there)), variables)
                .ensure("m", progress);

        assertThat(model.resolve("model.bin")).hasBinaryContent(CONTENT);
        assertThat(progress.lines)
                .anyMatch(line -> line.contains("tiny-model==2.0 failed: python3 -m pip ended with 1"));
        assertThat(leftovers()).isEmpty();
    }

    private ModelStore store(ModelSource... sources) {
        return store(entry(sha256(CONTENT), List.of(sources)), Map.of());
    }

    private ModelStore store(CatalogEntry entry, Map<String, String> variables) {
        return new ModelStore(
                models(), new Catalog(List.of(entry)), new Environment(variables, folder.resolve("home")));
    }

    private static CatalogEntry entry(@Nullable String sha256, List<ModelSource> sources) {
        return TestEntries.embedder(
                "m",
                "r1",
                List.of(new ModelFile("model.bin", "model", sha256 == null ? null : (long) CONTENT.length, sha256)),
                sources);
    }

    private Path models() {
        return folder.resolve("models");
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> all = Files.walk(models())) {
            return all.filter(path -> path.getFileName().toString().matches("\\.(new|old|current)-.*")
                            || (path.startsWith(models().resolve(".parts")) && Files.isRegularFile(path)))
                    .toList();
        }
    }

    private ModelSource.Http http(String path) {
        return new ModelSource.Http(
                Map.of("model.bin", URI.create(server.url(path).toString())));
    }

    private static ModelSource maven() {
        return ModelSource.Maven.of("org.example:model:1", Map.of("model.bin", "inside/weights"));
    }

    private static MockResponse whole() {
        return new MockResponse.Builder().body(new Buffer().write(CONTENT)).build();
    }

    private static byte[] archive(String name) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            add(zip, name, CONTENT);
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        ((OutputStream) zip).write(content);
        zip.closeEntry();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Digest.sha256().digest(content));
    }
}
