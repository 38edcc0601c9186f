package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Effect once: however often the processes are killed while documents go in, the index ends as it does undisturbed. By default 50
 * made-up documents and a few kills, each losing what was not synced; with {@code -Dmillrace.full=true} SciFact and ten kills of each process, also with all that was written kept.
 */
class KillIT {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int KILLS_OF_EACH = TestSize.of(1, 10);
    private static final int UPLOADERS = 8;
    private static final Path SCIFACT =
            Path.of(System.getProperty("millrace.repository"), "..", "shared", "eval", "scifact");
    private static final Pattern SEQUENCES = Pattern.compile("(known|settled) \\S+");

    private static Corpus corpus;
    private static List<String> undisturbed;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    static void ingestUndisturbed(@TempDir Path data) throws IOException {
        System.out.println("KillIT with -Dmillrace.seed=" + SEED + " " + TestSize.text());
        corpus = TestSize.isFull() && Files.isDirectory(SCIFACT) ? Corpus.scifact(SCIFACT) : Corpus.small(SEED);
        try (RunningStack stack = RunningStack.start(data)) {
            upload(stack, new AtomicInteger());
            RunningStack.await(Duration.ofMinutes(15), () -> isQuiet(stack));
            stack.stopFunctions();
        }
        undisturbed = contents(data);
        assertThat(undisturbed).hasSizeGreaterThan(2 * corpus.documents().size() - 1);
    }

    @AfterAll
    static void forget() {
        undisturbed = List.of();
    }

    @Test
    void killsLeaveTheIndexOfAnUndisturbedRun(@TempDir Path data) throws IOException {
        assumeThat(TestSize.isFull())
                .as("at full size only: the kills that lose unsynced writes ask for more")
                .isTrue();
        assertSameAfterKills(data, false);
    }

    @Test
    void killsThatLoseEveryUnsyncedWriteLeaveTheIndexOfAnUndisturbedRun(@TempDir Path data) throws IOException {
        assertSameAfterKills(data, true);
    }

    private static void assertSameAfterKills(Path data, boolean losesUnsyncedWrites) throws IOException {
        PassedCheck check = PassedCheck.named(losesUnsyncedWrites ? "kills-losing-unsynced-writes" : "kills");
        assumeThat(check.isOnRecord())
                .as("passed on this commit with this seed before")
                .isFalse();
        Random random = new Random(SEED);
        try (RunningStack stack =
                RunningStack.start(data, new RunningStack.Variant(losesUnsyncedWrites, null, null, List.of()))) {
            AtomicInteger accepted = new AtomicInteger();
            Thread uploads = Thread.ofPlatform().start(() -> upload(stack, accepted));
            int total = corpus.documents().size();
            for (int kill = 0; kill < 2 * KILLS_OF_EACH; kill++) {
                // Half of the kills while uploads come in, half while what they started is under way.
                int after = total * (kill + 1) / (4 * KILLS_OF_EACH) + random.nextInt(3);
                RunningStack.await(Duration.ofMinutes(10), () -> accepted.get() >= Math.min(after, total));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
                if (kill % 2 == 0) {
                    stack.killFunctions();
                    stack.startFunctions();
                } else {
                    stack.killModels();
                    stack.startModels();
                }
                stack.awaitReady();
            }
            join(uploads);
            RunningStack.await(Duration.ofMinutes(15), () -> isQuiet(stack));

            assertThat(stack.deadLetters()).isEmpty();
            stack.stopFunctions();
        }
        assertThat(contents(data)).isEqualTo(undisturbed);
        check.record();
    }

    private static boolean isQuiet(RunningStack stack) {
        long queued = 0;
        for (var pending : stack.status().path("queue")) {
            queued += pending.asLong();
        }
        return queued == 0 && stack.status().path("pending").asLong() == 0;
    }

    /** Sends every document until it is accepted, as a client does that knows its uploads can be repeated. */
    private static void upload(RunningStack stack, AtomicInteger accepted) {
        Queue<Corpus.Document> waiting = new ConcurrentLinkedQueue<>(corpus.documents());
        try (ExecutorService uploaders = Executors.newFixedThreadPool(UPLOADERS)) {
            for (int i = 0; i < UPLOADERS; i++) {
                uploaders.execute(() -> {
                    for (Corpus.Document next = waiting.poll(); next != null; next = waiting.poll()) {
                        while (!isAccepted(stack, next)) {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                        }
                        accepted.incrementAndGet();
                    }
                });
            }
        }
    }

    private static boolean isAccepted(RunningStack stack, Corpus.Document document) {
        try {
            return stack.send(HttpRequest.newBuilder(URI.create(stack.url(document.path())))
                                    .header("Content-Type", "text/plain")
                                    .header("Idempotency-Key", document.id())
                                    .POST(BodyPublishers.ofString(document.text())))
                            .statusCode()
                    == 202;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** What the index holds, without the numbers that only order the changes: two runs hand them out differently. */
    private static List<String> contents(Path data) {
        StringBuilder dump = new StringBuilder();
        try (LuceneStore store = LuceneStore.open(data.resolve("index"), LuceneSettings.defaults())) {
            store.dump(dump);
        }
        return dump.toString()
                .lines()
                .map(line -> SEQUENCES.matcher(line).replaceAll("$1"))
                .toList();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
