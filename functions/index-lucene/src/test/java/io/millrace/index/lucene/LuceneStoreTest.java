package io.millrace.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.chunk.Chunk;
import io.millrace.core.document.Ledger.Unnumbered;
import io.millrace.core.document.Sequence;
import io.millrace.core.embed.Embedding;
import io.millrace.core.index.Batch;
import io.millrace.core.index.EmbeddedChunk;
import io.millrace.core.index.IndexSnapshot;
import io.millrace.core.index.Passage;
import io.millrace.core.index.SearchRequest;
import io.millrace.core.index.StageResult.Published;
import io.millrace.core.index.StageResult.Staged;
import io.millrace.core.index.Visibility;
import io.millrace.core.problem.ProblemException;
import io.millrace.core.text.Span;
import io.millrace.testkit.SampleDocument;
import io.millrace.testkit.SampleVectors;
import io.millrace.testkit.UnsyncedLostDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.NoLockFactory;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LuceneStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final SampleDocument heron = SampleDocument.of("heron", "A heron waits.");
    private final SampleDocument mill =
            SampleDocument.of("mill", "A wheel.", "A race.").in(2);

    private static LuceneStore open(Directory directory) {
        return LuceneStore.open(directory, LuceneSettings.defaults(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void losesNothingAcknowledgedWhenTheMachineDies() {
        ByteBuffersDirectory disk = new ByteBuffersDirectory(NoLockFactory.INSTANCE);
        UnsyncedLostDirectory files = new UnsyncedLostDirectory(disk);
        LuceneStore store = open(files);
        Sequence given = store.assign(heron.key(), heron.uri(), heron.access(), "event-1");
        store.stage(heron.at(7).batch());
        store.stage(mill.toBatches().get(1));
        files.crash();
        try (LuceneStore again = open(disk)) {
            assertThat(again.assign(heron.key(), heron.uri(), heron.access(), "event-1"))
                    .isEqualTo(given);
            assertThat(again.find(heron.key()).orElseThrow().settled()).isEqualTo(Sequence.ofNumber(7));
            assertThat(again.counts().chunks()).isOne();
            assertThat(again.stage(mill.toBatches().get(0))).isInstanceOf(Published.class);
        } finally {
            store.close();
        }
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnOnceItIsNot() {
        FailingDirectory disk = new FailingDirectory();
        try (LuceneStore store = open(disk)) {
            store.stage(heron.batch());
            store.stage(mill.toBatches().get(0));
            disk.fill();
            assertNotWritable(() -> store.stage(mill.toBatches().get(1)));
            assertNotWritable(() -> store.remove(heron.key(), heron.uri(), Sequence.ofNumber(9), NOW));
            assertThat(passages(store)).hasSize(1);
            disk.mend();
            assertThat(store.stage(mill.toBatches().get(1))).isInstanceOf(Published.class);
            assertThat(passages(store)).hasSize(3);
        }
    }

    @Test
    void acknowledgesNothingThatCannotBeForced() {
        FailingDirectory disk = new FailingDirectory();
        try (LuceneStore store = open(disk)) {
            store.stage(heron.batch());
            disk.refuseToForce();
            assertNotWritable(() -> store.stage(mill.toBatches().get(0)));
            assertNotWritable(() -> store.assign(mill.key(), mill.uri(), mill.access(), "event-1"));
            disk.mend();
            assertThat(store.find(mill.key())).isEmpty();
            assertThat(store.stage(mill.toBatches().get(0))).isEqualTo(new Staged(1, 2));
            assertThat(store.assign(mill.key(), mill.uri(), mill.access(), "event-1"))
                    .isEqualTo(Sequence.ofNumber(1));
        }
    }

    /** A merge in the background that finds the disk full closes the writer at any moment: here when all is written and nothing committed. */
    @Test
    void acknowledgesNothingOfAWriterThatWasClosedBeforeItsCommit() {
        OpenIndex index = new OpenIndex(new ByteBuffersDirectory(), LuceneSettings.defaults());
        try (index;
                Committer committer = new Committer(index, LuceneSettings.defaults(), Clock.systemUTC())) {
            committer.start();
            Change<Sequence> note = Changes.note(heron.key(), heron.uri(), heron.access(), Sequence.ofNumber(7));
            assertNotWritable(() -> committer.run(transaction -> {
                Sequence noted = note.apply(transaction);
                index.writer().rollback();
                return noted;
            }));
            committer.run(note);
            assertThat(index.committed().state(heron.key())).isNotNull();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void showsReadersOneVersionOrTheOtherWhole() throws Exception {
        SampleDocument document = SampleDocument.of("changing", "none");
        try (LuceneStore store = open(new ByteBuffersDirectory());
                ExecutorService readers = Executors.newFixedThreadPool(2)) {
            store.stage(version(document, 1));
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            List<Future<Long>> reading = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reading.add(readers.submit(() -> readUntil(done, store)));
            }
            for (int change = 2; change <= 80; change++) {
                store.stage(version(document, change));
                assertThat(versions(store))
                        .containsExactly(version(document, change).version().version());
            }
            done.complete(true);
            for (Future<Long> each : reading) {
                assertThat(each.get()).isPositive();
            }
        }
    }

    private static Batch version(SampleDocument document, int change) {
        return document.at(change)
                .saying("First of " + change, "Second of " + change, "Third of " + change)
                .batch();
    }

    private static long readUntil(CompletableFuture<Boolean> done, LuceneStore store) {
        long reads = 0;
        do {
            assertThat(passages(store)).hasSize(3);
            assertThat(versions(store)).hasSize(1);
            reads++;
        } while (!done.isDone());
        return reads;
    }

    private static Set<String> versions(LuceneStore store) {
        return passages(store).stream().map(Passage::version).collect(Collectors.toSet());
    }

    @Test
    void sharesACommitAmongThoseWhoWait() throws Exception {
        try (LuceneStore store = open(new ByteBuffersDirectory());
                ExecutorService writers = Executors.newFixedThreadPool(32)) {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < 320; i++) {
                Batch batch = SampleDocument.of("d" + i, "Text " + i).batch();
                writing.add(writers.submit(() -> store.stage(batch)));
            }
            for (Future<?> each : writing) {
                assertThat(each.get()).isInstanceOf(Published.class);
            }
            assertThat(store.counts().documents()).isEqualTo(320);
            assertThat(store.commits()).isLessThan(160);
        }
    }

    @Test
    void manyDocumentsThatWaitAreCommittedBeforeTheIntervalIsOver() throws Exception {
        LuceneSettings rare = new LuceneSettings(16, Duration.ofSeconds(10), 1000, Duration.ofHours(24));
        try (LuceneStore store = LuceneStore.open(new ByteBuffersDirectory(), rare, Clock.systemUTC());
                ExecutorService writers = Executors.newFixedThreadPool(64)) {
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < 640; i++) {
                Batch batch = SampleDocument.of("d" + i, "Text " + i).batch();
                writing.add(writers.submit(() -> store.stage(batch)));
            }
            // The last ones nobody joins any more. Were each interval waited for, 64 writers would take 70 seconds for
            // the others.
            CompletableFuture<Void> most = CompletableFuture.runAsync(() -> {
                for (Future<?> each : writing.subList(0, 512)) {
                    assertThat(each).succeedsWithin(Duration.ofMinutes(1));
                }
            });
            assertThat(most).succeedsWithin(Duration.ofMinutes(1));
        }
    }

    @Test
    void givesManyChangesTheirSequencesInOneCommit() {
        try (LuceneStore store = open(new ByteBuffersDirectory())) {
            List<Unnumbered> changes = IntStream.range(0, 200)
                    .mapToObj(i -> SampleDocument.of("d" + i, "Text " + i))
                    .map(each -> new Unnumbered(each.key(), each.uri(), each.access(), "event"))
                    .toList();

            store.assign(changes);

            assertThat(store.commits()).isOne();
        }
    }

    @Test
    void commitsNothingForWhatChangesNothing() {
        try (LuceneStore store = open(new ByteBuffersDirectory())) {
            store.stage(heron.batch());
            store.assign(mill.key(), mill.uri(), mill.access(), "event-1");
            long commits = store.commits();
            store.stage(heron.batch());
            store.confirm(heron.version());
            store.assign(mill.key(), mill.uri(), mill.access(), "event-1");
            assertThat(store.commits()).isEqualTo(commits);
        }
    }

    @Test
    void failsOnlyTheChangeThatFails() throws Exception {
        OpenIndex index = new OpenIndex(new ByteBuffersDirectory(), LuceneSettings.defaults());
        try (index;
                Committer committer = new Committer(index, LuceneSettings.defaults(), Clock.systemUTC());
                ExecutorService writers = Executors.newFixedThreadPool(9)) {
            List<Future<?>> good = new ArrayList<>();
            Future<?> bad = writers.submit(() -> committer.run(transaction -> {
                transaction.addPassages(heron.batch());
                throw new IllegalStateException("made to fail");
            }));
            for (int i = 0; i < 8; i++) {
                Batch batch = SampleDocument.of("d" + i, "Text " + i).batch();
                good.add(writers.submit(() -> committer.run(Changes.stage(batch, Instant.EPOCH))));
            }
            committer.start();
            for (Future<?> each : good) {
                assertThat(each.get()).isInstanceOf(Published.class);
            }
            assertThatThrownBy(bad::get).hasRootCauseMessage("made to fail");
            assertThat(index.committed().reader().getDocCount(Fields.TEXT)).isEqualTo(8);
        }
    }

    @Test
    void sweepsOnlyWhatIsOld() {
        Instant staged = NOW;
        try (LuceneStore store = open(new ByteBuffersDirectory())) {
            Sequence first = store.assign(heron.key(), heron.uri(), heron.access(), "event-1");
            store.sweep(staged.plus(Duration.ofHours(24)));
            assertThat(store.assign(heron.key(), heron.uri(), heron.access(), "event-1"))
                    .isEqualTo(first);
            store.sweep(staged.plus(Duration.ofHours(24)).plusMillis(1));
            assertThat(store.assign(heron.key(), heron.uri(), heron.access(), "event-1"))
                    .isGreaterThan(first);
        }
    }

    @Test
    void refusesVectorsOfAnotherModel() {
        Chunk chunk = new Chunk("c", 0, "Text", new Span(0, 4), List.of(), null, List.of());
        Embedding narrow = Embedding.of(new float[] {1, 2, 3});
        Batch other = new Batch(mill.version(), 0, 1, List.of(new EmbeddedChunk(chunk, narrow, List.of())));
        try (LuceneStore store = open(new ByteBuffersDirectory())) {
            store.stage(heron.batch());
            assertProblem(() -> store.stage(other), "vector-dimension-differs");
        }
    }

    @Test
    void takesVectorsOfAnotherModelOnceNothingIsLeftOfTheFirst() {
        Chunk chunk = new Chunk("c", 0, "Text", new Span(0, 4), List.of(), null, List.of());
        Embedding narrow = Embedding.of(new float[] {1, 2, 3});
        Batch other = new Batch(mill.version(), 0, 1, List.of(new EmbeddedChunk(chunk, narrow, List.of())));
        try (LuceneStore store = open(new ByteBuffersDirectory())) {
            store.stage(heron.batch());
            store.remove(heron.key(), heron.uri(), heron.at(2).sequence(), NOW);
            assertThat(store.stage(other)).isInstanceOf(Published.class);
        }
    }

    @Test
    void takesVectorsWiderThanLucenesDefault() {
        float[] wide = new float[VectorCodec.MAX_DIMENSION];
        wide[7] = 1;
        Chunk chunk = new Chunk("c", 0, "Text", new Span(0, 4), List.of(), null, List.of());
        Batch batch = new Batch(mill.version(), 0, 1, List.of(new EmbeddedChunk(chunk, Embedding.of(wide), List.of())));
        try (LuceneStore store = open(new ByteBuffersDirectory())) {
            assertThat(store.stage(batch)).isInstanceOf(Published.class);
        }
    }

    @Test
    void refusesAFolderThatIsInUse(@TempDir Path folder) {
        LuceneSettings settings = LuceneSettings.defaults();
        try (LuceneStore store = LuceneStore.open(folder, settings)) {
            assertProblem(() -> LuceneStore.open(folder, settings), "index-in-use");
            store.stage(heron.batch());
        }
    }

    @Test
    void refusesChangesOnceItIsClosed() {
        LuceneStore store = open(new ByteBuffersDirectory());
        store.close();
        store.close();
        assertProblem(() -> store.stage(heron.batch()), "index-closed");
        assertProblem(store::counts, "index-closed");
    }

    @Test
    void listsTheSameContentsForTheSameChanges() {
        StringBuilder one = new StringBuilder();
        StringBuilder other = new StringBuilder();
        try (LuceneStore first = open(new ByteBuffersDirectory());
                LuceneStore second = open(new ByteBuffersDirectory())) {
            first.stage(heron.batch());
            first.stage(mill.toBatches().get(0));
            first.dump(one);
            second.stage(mill.toBatches().get(0));
            second.stage(heron.batch());
            second.dump(other);
            assertThat(one.toString())
                    .isEqualTo(other.toString())
                    .contains("passage", "staged", heron.key().id());
            second.stage(heron.at(2).saying("Other words.").batch());
            other.setLength(0);
            second.dump(other);
            assertThat(other.toString()).isNotEqualTo(one.toString());
        }
    }

    private static List<Passage> passages(LuceneStore store) {
        try (IndexSnapshot snapshot = store.snapshot()) {
            return snapshot.load(snapshot.candidates(
                    new SearchRequest("any", SampleVectors.unit(1), Visibility.anonymous("default"), 100)));
        }
    }

    private static void assertNotWritable(Runnable change) {
        assertProblem(change, "index-not-writable");
    }

    private static void assertProblem(Runnable change, String code) {
        assertThatThrownBy(change::run)
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
                .extracting(thrown -> thrown.problem().code())
                .isEqualTo(code);
    }
}
