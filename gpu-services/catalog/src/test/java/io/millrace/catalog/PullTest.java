package io.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.document.Digest;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.QueueDispatcher;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pulls that go wrong, against two real web servers on this machine. */
class PullTest {

    private static final byte[] WEIGHTS = random(1, 300_000);
    private static final byte[] TOKENIZER = random(2, 20_000);
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private final MockWebServer one = new MockWebServer();
    private final MockWebServer two = new MockWebServer();
    private final RecordedProgress progress = new RecordedProgress();

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void start() throws IOException {
        for (MockWebServer server : List.of(one, two)) {
            // What nobody expects is answered 404, and not waited for.
            QueueDispatcher queue = new QueueDispatcher();
            queue.setFailFast(true);
            server.setDispatcher(queue);
            server.start();
        }
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void theNextSourceGoesOnWhereOneDied() throws Exception {
        one.enqueue(body(TOKENIZER));
        one.enqueue(halfOf(WEIGHTS));
        two.setDispatcher(new RangeDispatcher(WEIGHTS));

        Path model = store(known(http(one), http(two)), Map.of()).ensure("m", progress);

        assertRight(model);
        assertThat(one.takeRequest().getTarget()).isEqualTo("/tokenizer.json");
        RecordedRequest rest = two.takeRequest();
        assertThat(rest.getTarget()).isEqualTo("/model.bin");
        assertThat(start(rest)).isPositive();
        assertThat(rest.getHeaders().get("If-Range")).isNull();
        assertThat(two.getRequestCount()).isEqualTo(1);
        assertThat(ModelLock.read(model).source()).contains(one.getPort() + "", two.getPort() + "");
    }

    @Test
    void aPartThatTurnsOutWrongIsFetchedWhole() throws Exception {
        byte[] wrong = WEIGHTS.clone();
        wrong[5] ^= 1;
        one.enqueue(body(TOKENIZER));
        one.enqueue(halfOf(wrong));
        two.setDispatcher(new RangeDispatcher(WEIGHTS));

        assertRight(store(known(http(one), http(two)), Map.of()).ensure("m", progress));
        assertThat(start(two.takeRequest())).isPositive();
        assertThat(start(two.takeRequest())).isZero();
        assertThat(progress.lines).anyMatch(line -> line.contains("fetching it from the beginning"));
    }

    @Test
    void whatWasVerifiedIsNotFetchedAgainByALaterRun() throws Exception {
        one.enqueue(body(TOKENIZER));
        one.enqueue(new MockResponse.Builder().code(503).build());
        assertThatThrownBy(() -> store(known(http(one)), Map.of()).ensure("m", progress))
                .hasMessageContaining("answered 503");
        assertThat(folder.resolve("models/m/current")).doesNotExist();
        two.enqueue(body(WEIGHTS));

        assertRight(store(known(http(two)), Map.of()).ensure("m", progress));
        assertThat(two.takeRequest().getTarget()).isEqualTo("/model.bin");
        assertThat(two.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aBodyThatEndsEarlyAndSaysNoLengthIsGoneOnWith() throws Exception {
        one.enqueue(body(TOKENIZER));
        one.enqueue(untold(Arrays.copyOf(WEIGHTS, 1000)));
        one.enqueue(new MockResponse.Builder()
                .code(206)
                .addHeader("Content-Range", "bytes 1000-299999/300000")
                .body(new Buffer().write(Arrays.copyOfRange(WEIGHTS, 1000, WEIGHTS.length)))
                .build());

        assertRight(store(known(http(one)), Map.of()).ensure("m", progress));
        assertThat(progress.lines).anyMatch(line -> line.contains("ended at byte 1000 of 300000"));
    }

    @Test
    void withoutAHashABodyOfUntoldLengthIsRefused() throws IOException {
        one.enqueue(untold(TOKENIZER));

        assertThatThrownBy(() -> store(unknown(http(one)), Map.of()).ensure("m", progress))
                .hasMessageContaining("does not say how long the file is");
        assertThat(folder.resolve("models/m/current")).doesNotExist();
    }

    @Test
    void aFileOfAnotherLengthIsNotEvenFetched() {
        one.enqueue(body(Arrays.copyOf(TOKENIZER, 19_999)));

        assertThatThrownBy(() -> store(known(http(one)), Map.of()).ensure("m", progress))
                .hasMessageContaining("has 19999 bytes, but 20000 are wanted");
    }

    @Test
    void aHostThatNobodyKnowsIsSaidToBeOne() {
        // RFC 6761: never a name of a host.
        ModelSource.Http nowhere = new ModelSource.Http(Map.of(
                "tokenizer.json",
                URI.create("http://models.invalid/a"),
                "model.bin",
                URI.create("http://models.invalid/b")));

        assertThatThrownBy(() -> store(known(nowhere), Map.of()).ensure("m", progress))
                .hasMessageContaining("the host models.invalid")
                .hasMessageContaining("is not known here");
    }

    @Test
    void asksForRoomFirstAndSaysHowMuchIsNeededAndFree() {
        CatalogEntry huge = entry(
                List.of(
                        new ModelFile("tokenizer.json", "tokenizer", 20_000L, sha256(TOKENIZER)),
                        new ModelFile("model.bin", "model", 1L << 60, sha256(WEIGHTS))),
                http(one));

        assertThatThrownBy(() -> store(huge, Map.of()).ensure("m", progress))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("model-no-space"))
                .hasMessageContaining("needs 1152921504.6 GB")
                .hasMessageContaining("are free")
                .hasMessageContaining("models gc");
        assertThat(one.getRequestCount()).isZero();
    }

    @Test
    void asksForRoomAsSoonAsTheServerSaysHowMuchComes() {
        one.enqueue(new MockResponse.Builder()
                .setHeader("Content-Length", 1L << 60)
                .onResponseEnd(new SocketEffect.CloseSocket())
                .build());

        assertThatThrownBy(() -> store(unknown(http(one), http(two)), Map.of()).ensure("m", progress))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("model-no-space"));
        assertThat(two.getRequestCount()).isZero();
    }

    @Test
    void whatCameFirstIsPinnedAndNothingElseIsTakenLater() throws IOException {
        one.enqueue(body(TOKENIZER));
        one.enqueue(body(WEIGHTS));
        CatalogEntry entry = unknown(http(one));
        Path model = store(entry, Map.of()).ensure("m", progress);
        assertThat(folder.resolve("models/catalog.lock")).content().contains(sha256(WEIGHTS), sha256(TOKENIZER));
        Trees.delete(model);
        one.enqueue(body(TOKENIZER));
        one.enqueue(body(random(3, WEIGHTS.length)));

        assertThatThrownBy(() -> store(entry, Map.of()).ensure("m", progress))
                .hasMessageContaining("catalog.lock")
                .hasMessageContaining(sha256(WEIGHTS).substring(0, 12));
        one.enqueue(body(WEIGHTS));
        assertRight(store(entry, Map.of()).ensure("m", progress));
    }

    @Test
    void twoStatesOfARepositoryAreNotMixed() throws Exception {
        one.enqueue(body(random(4, 20_000)));
        one.enqueue(new MockResponse.Builder().code(404).build());
        two.enqueue(body(TOKENIZER));
        two.enqueue(body(WEIGHTS));

        assertRight(store(unknown(http(one), http(two)), Map.of()).ensure("m", progress));
        assertThat(two.takeRequest().getTarget()).isEqualTo("/tokenizer.json");
    }

    @Test
    void theHubsTokenStaysWithTheHubAndItsCommitAndDigestCount() throws Exception {
        one.enqueue(redirect("/blob/tokenizer", sha256(TOKENIZER)));
        two.enqueue(body(TOKENIZER));
        one.enqueue(redirect("/blob/weights", sha256(WEIGHTS)));
        two.enqueue(body(WEIGHTS));
        Map<String, String> variables = Map.of("HF_ENDPOINT", address(one, ""), "HF_TOKEN", "hf_secret");

        Path model = store(unknown(hub()), variables).ensure("m", progress);

        assertRight(model);
        RecordedRequest first = one.takeRequest();
        assertThat(first.getTarget()).isEqualTo("/org/name/resolve/main/tokenizer.json");
        assertThat(first.getHeaders().get("Authorization")).isEqualTo("Bearer hf_secret");
        assertThat(one.takeRequest().getTarget()).isEqualTo("/org/name/resolve/" + COMMIT + "/onnx/model.bin");
        assertThat(two.takeRequest().getHeaders().get("Authorization")).isNull();
        assertThat(two.takeRequest().getHeaders().get("Authorization")).isNull();
        assertThat(folder.resolve("models/catalog.lock")).content().contains(COMMIT);
        assertThat(ModelLock.read(model).source()).isEqualTo("Hugging Face org/name@main at " + COMMIT);
        assertThat(progress.lines).noneMatch(line -> line.contains("hf_secret"));
    }

    @Test
    void aFileThatIsNotWhatTheHubSaysIsRefused() {
        one.enqueue(redirect("/blob/tokenizer", sha256(WEIGHTS)));
        two.enqueue(body(TOKENIZER));

        assertThatThrownBy(() -> store(unknown(hub()), Map.of("HF_ENDPOINT", address(one, "")))
                        .ensure("m", progress))
                .hasMessageContaining(
                        "the source itself says " + sha256(WEIGHTS).substring(0, 12));
        assertThat(folder.resolve("models/catalog.lock")).doesNotExist();
    }

    @Test
    void aGatedModelSaysWhatToDo() {
        one.enqueue(new MockResponse.Builder().code(401).build());

        assertThatThrownBy(() -> store(unknown(hub()), Map.of("HF_ENDPOINT", address(one, "")))
                        .ensure("m", progress))
                .hasMessageContaining("accept its licence at " + address(one, "/org/name"))
                .hasMessageContaining("HF_TOKEN");
    }

    private ModelStore store(CatalogEntry entry, Map<String, String> variables) {
        return new ModelStore(
                folder.resolve("models"),
                new Catalog(List.of(entry)),
                new Environment(variables, folder.resolve("home")));
    }

    private static CatalogEntry known(ModelSource... sources) {
        return entry(
                List.of(
                        new ModelFile("tokenizer.json", "tokenizer", (long) TOKENIZER.length, sha256(TOKENIZER)),
                        new ModelFile("model.bin", "model", (long) WEIGHTS.length, sha256(WEIGHTS))),
                sources);
    }

    private static CatalogEntry unknown(ModelSource... sources) {
        return entry(
                List.of(
                        new ModelFile("tokenizer.json", "tokenizer", null, null),
                        new ModelFile("model.bin", "model", null, null)),
                sources);
    }

    private static CatalogEntry entry(List<ModelFile> files, ModelSource... sources) {
        return TestEntries.embedder("m", "r1", files, List.of(sources));
    }

    private static ModelSource.Http http(MockWebServer server) {
        Map<String, URI> paths = new HashMap<>();
        for (String name : List.of("tokenizer.json", "model.bin")) {
            paths.put(name, URI.create(address(server, "/" + name)));
        }
        return new ModelSource.Http(paths);
    }

    private static ModelSource.HuggingFace hub() {
        return new ModelSource.HuggingFace(
                "org/name", "main", Map.of("tokenizer.json", "tokenizer.json", "model.bin", "onnx/model.bin"));
    }

    private static String address(MockWebServer server, String path) {
        return "http://127.0.0.1:" + server.getPort() + path;
    }

    private MockResponse redirect(String path, String sha256) {
        return new MockResponse.Builder()
                .code(302)
                .addHeader("Location", address(two, path))
                .addHeader("X-Repo-Commit", COMMIT)
                .addHeader("X-Linked-Etag", "\"" + sha256 + "\"")
                .build();
    }

    private static MockResponse body(byte[] content) {
        return new MockResponse.Builder().body(new Buffer().write(content)).build();
    }

    private static MockResponse halfOf(byte[] content) {
        return new MockResponse.Builder()
                .body(new Buffer().write(Arrays.copyOf(content, content.length / 2)))
                .setHeader("Content-Length", content.length)
                .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
                .build();
    }

    /** Neither a length nor chunks: it ends where the connection does. */
    private static MockResponse untold(byte[] content) {
        return new MockResponse.Builder()
                .body(new Buffer().write(content))
                .removeHeader("Content-Length")
                .addHeader("Connection", "close")
                .onResponseEnd(SocketEffect.ShutdownConnection.INSTANCE)
                .build();
    }

    private static long start(RecordedRequest request) {
        String range = request.getHeaders().get("Range");
        return range == null ? 0 : Long.parseLong(range.replaceAll("[^0-9]", ""));
    }

    private static void assertRight(Path model) {
        assertThat(model.resolve("model.bin")).hasBinaryContent(WEIGHTS);
        assertThat(model.resolve("tokenizer.json")).hasBinaryContent(TOKENIZER);
        assertThat(model.resolveSibling("current").resolve("model.bin")).hasBinaryContent(WEIGHTS);
        assertThat(Files.exists(model.resolve("lock.json"))).isTrue();
    }

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Digest.sha256().digest(content));
    }
}
