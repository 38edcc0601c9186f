package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.catalog.Catalog;
import io.millrace.catalog.CatalogEntry;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.text.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class VectorCacheTest {

    private static final long PLENTY = 64 << 20;
    private static final CatalogEntry ENTRY = Catalog.load().entry(RunningServer.EMBEDDER);
    private static final Path MODEL = RunningServer.folder(RunningServer.EMBEDDER);

    @TempDir
    private Path folder;

    @Test
    void whatIsKeptIsThereAfterARestartToTheBit() throws IOException {
        TextVectors vectors = vectors(7);
        try (VectorCache cache = open(PLENTY, MODEL)) {
            assertThat(cache.find(cache.key(text(7)))).isNull();
            cache.keep(cache.key(text(7)), vectors);
        }
        try (VectorCache cache = open(PLENTY, MODEL)) {
            TextVectors kept = Objects.requireNonNull(cache.find(cache.key(text(7))));
            assertThat(kept.raw()).isEqualTo(vectors.raw());
            assertThat(kept.sentences()).isEqualTo(vectors.sentences());
            assertThat(kept.tokens()).isEqualTo(vectors.tokens());
            assertThat(kept.tokensCut()).isEqualTo(vectors.tokensCut());
        }
    }

    @Test
    void anotherTextOtherSentencesAndAnotherModelAreOthers(@TempDir Path other) throws IOException {
        try (VectorCache cache = open(PLENTY, MODEL)) {
            cache.keep(cache.key(text(1)), vectors(1));
            assertThat(cache.find(cache.key(text(2)))).isNull();
            assertThat(cache.find(cache.key(new PassageText(text(1).text(), List.of(new Span(0, 3))))))
                    .isNull();
        }
        // Another revision under the same id, as a person may have promoted it.
        Path revision = Files.createDirectories(other);
        Files.writeString(
                revision.resolve("lock.json"),
                Files.readString(MODEL.resolve("lock.json")).replaceFirst("\"sha256\" : \"..", "\"sha256\" : \"00"));
        try (VectorCache cache = open(PLENTY, revision)) {
            assertThat(cache.find(cache.key(text(1)))).isNull();
        }
    }

    @Test
    void keepsToItsRoomAndToWhatIsAskedFor() throws IOException {
        long room = 4 << 20;
        try (VectorCache cache = open(room, MODEL)) {
            for (int i = 0; i < 4000; i++) {
                cache.keep(cache.key(text(i)), vectors(i));
                // Often asked for, so it moves on from file to file.
                assertThat(i == 0 || cache.find(cache.key(text(0))) != null).isTrue();
            }
            assertThat(cache.find(cache.key(text(3999)))).isNotNull();
            assertThat(cache.find(cache.key(text(1)))).isNull();
        }
        assertThat(bytesOfFiles()).isBetween(room / 4, room + (1 << 20));
    }

    /** What is asked for moves to the newer file, and may be all of the older. */
    @Test
    void keepsToItsRoomWhereNothingNewComes() throws IOException {
        long room = 4 << 20;
        try (VectorCache cache = open(room, MODEL)) {
            for (int i = 0; i < 1600; i++) {
                cache.keep(cache.key(text(i)), vectors(i));
            }
            for (int i = 0; i < 1600; i++) {
                cache.find(cache.key(text(i)));
            }
            assertThat(cache.find(cache.key(text(1599)))).isNotNull();
        }
        assertThat(bytesOfFiles()).isBetween(room / 4, room + (1 << 20));
    }

    private long bytesOfFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Test
    void whatIsVeryLargeIsNotKept() throws IOException {
        Random random = new Random(1);
        List<QuantizedEmbedding> sentences = Collections.nCopies(700, QuantizedEmbedding.of(floats(random)));
        try (VectorCache cache = open(PLENTY, MODEL)) {
            cache.keep(cache.key(text(1)), new TextVectors(floats(random), sentences, 1, 0));
            assertThat(cache.find(cache.key(text(1)))).isNull();
        }
    }

    @Test
    void aDamagedFileIsBegunAnew() throws IOException {
        try (VectorCache cache = open(PLENTY, MODEL)) {
            cache.keep(cache.key(text(1)), vectors(1));
        }
        Path file = folder.resolve("vectors-0.mv");
        byte[] noise = new byte[(int) Files.size(file)];
        new Random(1).nextBytes(noise);
        Files.write(file, noise);

        try (VectorCache cache = open(PLENTY, MODEL)) {
            assertThat(cache.find(cache.key(text(1)))).isNull();
            cache.keep(cache.key(text(1)), vectors(1));
            assertThat(cache.find(cache.key(text(1)))).isNotNull();
        }
    }

    @Test
    void aFileThatWasCutShortIsBegunAnew() throws IOException {
        try (VectorCache cache = open(PLENTY, MODEL)) {
            cache.keep(cache.key(text(1)), vectors(1));
        }
        Path file = folder.resolve("vectors-0.mv");
        byte[] bytes = Files.readAllBytes(file);
        for (int size : new int[] {0, 100, 4096, 5000, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, size));

            try (VectorCache cache = open(PLENTY, MODEL)) {
                cache.keep(cache.key(text(2)), vectors(2));
                assertThat(cache.find(cache.key(text(2)))).as("cut to %d", size).isNotNull();
            }
        }
    }

    /** MVStore opens such a file, and then can neither find nor put anything where the damage is. */
    @Test
    void aFileThatTakesNotAllIsFollowedByAnother() throws IOException {
        try (VectorCache cache = open(PLENTY, MODEL)) {
            for (int i = 0; i < 500; i++) {
                cache.keep(cache.key(text(i)), vectors(i));
            }
        }
        Path file = folder.resolve("vectors-0.mv");
        byte[] bytes = Files.readAllBytes(file);
        byte[] noise = new byte[40_000];
        new Random(1).nextBytes(noise);
        System.arraycopy(noise, 0, bytes, bytes.length / 3, noise.length);
        Files.write(file, bytes);

        try (VectorCache cache = open(PLENTY, MODEL)) {
            for (int i = 0; i < 500; i++) {
                cache.keep(cache.key(text(i)), vectors(i));
                cache.keep(cache.key(text(i)), vectors(i));
                assertThat(cache.find(cache.key(text(i)))).as("text %d", i).isNotNull();
            }
        }
    }

    /** As after a loss of power: MVStore opens the file, and has no checksum of its own for what lies in it. */
    @Test
    void anEntryOfWhichAPartIsMissingIsComputedAnew() throws IOException {
        try (VectorCache cache = open(PLENTY, MODEL)) {
            cache.keep(cache.key(text(1)), vectors(1));
            cache.keep(cache.key(text(2)), vectors(2));
        }
        Path file = folder.resolve("vectors-0.mv");
        byte[] bytes = Files.readAllBytes(file);
        byte[] lost = vectors(1).sentences().getLast().toBytes();
        int at = indexOf(bytes, lost);
        Arrays.fill(bytes, at + lost.length / 2, at + lost.length, (byte) 0);
        Files.write(file, bytes);

        try (VectorCache cache = open(PLENTY, MODEL)) {
            assertThat(cache.find(cache.key(text(1)))).isNull();
            assertThat(cache.find(cache.key(text(2)))).isNotNull();
            cache.keep(cache.key(text(1)), vectors(1));
            assertThat(cache.find(cache.key(text(1)))).isNotNull();
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("it isn't in the file");
    }

    @Test
    void aFolderThatAnotherUsesIsLeftAlone() throws IOException {
        try (VectorCache first = open(PLENTY, MODEL);
                VectorCache second = open(PLENTY, MODEL)) {
            first.keep(first.key(text(1)), vectors(1));
            second.keep(second.key(text(1)), vectors(1));
            assertThat(second.find(second.key(text(1)))).isNull();
            assertThat(first.find(first.key(text(1)))).isNotNull();
        }
    }

    /** In a process that may write files of half a megabyte only. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFullDiskCostsNoAnswer() throws IOException, InterruptedException {
        Process limited = new ProcessBuilder(
                        "bash",
                        "-c",
                        "ulimit -f 512 && exec \"$0\" -XX:-UsePerfData -cp \"$1\" \"$2\" \"$3\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FullDisk.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        limited.onExit().orTimeout(50, TimeUnit.SECONDS).exceptionally(late -> limited.destroyForcibly());
        String said = new String(limited.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(limited.waitFor()).as(said).isZero();
        assertThat(said).contains("vectors are computed anew each time").contains("all answered");
    }

    /** Keeps more than the process may write. */
    static final class FullDisk {
        public static void main(String[] arguments) throws Exception {
            TextEmbedder counting =
                    batch -> batch.texts().stream().map(text -> vectors(1)).toList();
            int answered = 0;
            // What is kept is written once a second, so the disk's error is met then.
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            try (VectorCache cache = VectorCache.open(Path.of(arguments[0]), PLENTY, ENTRY, MODEL, new Metrics())) {
                TextEmbedder embedder = new CachingEmbedder(counting, cache);
                // The store's own thread may have its say first.
                while (!said.toString(StandardCharsets.UTF_8).contains("computed anew")) {
                    answered += embedder.embed(TextBatch.of(List.of(text(answered))))
                            .size();
                }
                answered += embedder.embed(TextBatch.of(List.of(text(0)))).size();
            }
            System.out.println(said.toString(StandardCharsets.UTF_8));
            System.out.println("all answered: " + answered);
        }
    }

    @Test
    void eachTextIsComputedOnce() throws IOException, InterruptedException {
        List<PassageText> computed = new ArrayList<>();
        TextEmbedder counting = batch -> {
            computed.addAll(batch.texts());
            return batch.texts().stream()
                    .map(text -> vectors(Integer.parseInt(text.text().replaceAll("\\D", ""))))
                    .toList();
        };
        try (VectorCache cache = open(PLENTY, MODEL)) {
            TextEmbedder embedder = new CachingEmbedder(counting, cache);

            List<TextVectors> first = embedder.embed(TextBatch.of(List.of(text(1), text(2), text(1))));
            List<TextVectors> second = embedder.embed(TextBatch.of(List.of(text(2), text(3), text(1))));
            embedder.embed(TextBatch.of(List.of(text(3))));

            assertThat(computed).containsExactly(text(1), text(2), text(3));
            assertThat(first.get(2).raw()).isEqualTo(vectors(1).raw());
            assertThat(second.get(0).raw()).isEqualTo(vectors(2).raw());
            assertThat(second.get(1).raw()).isEqualTo(vectors(3).raw());
            assertThat(second.get(2).raw()).isEqualTo(vectors(1).raw());

            PassageText question = new PassageText("Number 1 ?", List.of());
            embedder.embed(TextBatch.of(List.of(question)));
            embedder.embed(TextBatch.of(List.of(question)));
            assertThat(computed).hasSize(5);
        }
    }

    @Test
    void theServerGivesWhatItKeptToTheByte() throws Exception {
        String body = "{\"input\": [\"The wheel turns. It grinds.\", \"The river rises.\"],"
                + " \"millrace\": {\"sentences\": [[[0, 16], [17, 27]], [[0, 16]]]}}";
        String first;
        try (RunningServer server = RunningServer.thatRemembers(folder)) {
            first = server.post("/v1/embeddings", body).body();
            assertThat(server.get("/metrics").body()).contains("millrace_vector_cache_misses_total 2\n");
        }
        try (RunningServer server = RunningServer.thatRemembers(folder)) {
            assertThat(server.post("/v1/embeddings", body).body()).isEqualTo(first);
            assertThat(server.get("/metrics").body())
                    .contains("millrace_vector_cache_hits_total 2\n")
                    .contains("millrace_vector_cache_misses_total 0\n")
                    .contains("millrace_embedded_texts_total 0\n");
        }
    }

    private VectorCache open(long room, Path model) throws IOException {
        return VectorCache.open(folder, room, ENTRY, model, new Metrics());
    }

    private static PassageText text(int number) {
        String text = "Number " + number + " .";
        return new PassageText(text, List.of(new Span(0, text.length())));
    }

    private static TextVectors vectors(int seed) {
        Random random = new Random(seed);
        return new TextVectors(
                floats(random),
                List.of(QuantizedEmbedding.of(floats(random)), QuantizedEmbedding.of(floats(random))),
                seed,
                1);
    }

    private static float[] floats(Random random) {
        float[] values = new float[384];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - .5f;
        }
        return values;
    }
}
