package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.contracts.ChunksPrepared;
import io.millrace.contracts.DocumentEvent;
import io.millrace.contracts.EventType;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Effect once (architecture §3.1): however the events of an ingestion are repeated, delayed, disordered and cut off by kills, the index ends as
 * it does after one clean run.
 *
 * <p><b>Recorded once, clean.</b> Files and uploads go through the real processes with the real model; a Trigger of the test's own records every
 * event that the broker delivered. The index that this run leaves is the one that all others must equal: documents, sequences, passages, texts,
 * versions, vectors.
 *
 * <p><b>Orders.</b> Each event is delivered 1 to 3 times in an order made of a seed; what follows from a delivery joins those that wait, and is delivered 1 to 3
 * times too. These runs are in process, against core's verbs and the real store in memory, one delivery at a time: so an order is exactly repeatable, and hundreds
 * of them take minutes.
 *
 * <p><b>Kills.</b> The same deliveries are posted to the real broker, which drives the real functions on disk, and that process is killed at random moments; in every
 * other round each write that was not synced is lost with it.
 *
 * <p>Embeddings and token counts come from {@link RecordedModels} and {@link RememberedModel}: the real model's answers, given again. A file's event that is delivered late
 * reads the file as it is then, as in life; uploads and recorded batches bring every old version back.
 *
 * <p>By default 40 documents, 7 orders and 2 kills; with {@code -Dmillrace.full=true} 300, 250 and 50.
 */
class EffectOnceIT {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int DOCUMENTS = TestSize.of(40, 300);
    private static final int ORDERS_IN_KEY_ORDER = TestSize.of(5, 200);
    private static final int ORDERS_IN_ANY_ORDER = TestSize.of(2, 50);
    private static final int ROUNDS = TestSize.of(1, 10);
    private static final int KILLS_A_ROUND = TestSize.of(2, 5);
    /** Orders between two marks of what has passed. */
    private static final int ORDERS_A_CHECK = 25;

    private static final Set<EventType> STEPS =
            EnumSet.of(EventType.DOCUMENT_CHANGED, EventType.DOCUMENT_REMOVED, EventType.CHUNKS_PREPARED);

    private static Path recorded;
    private static ScriptedIngestion ingestion;
    private static RecordedModels models;
    private static RememberedModel model;
    private static List<DeliveredEvent> events;
    private static List<String> clean;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    static void record(@TempDir Path folder) throws IOException {
        System.out.println("EffectOnceIT with -Dmillrace.seed=" + SEED + " " + TestSize.text());
        recorded = folder.resolve("recorded");
        ingestion = new ScriptedIngestion(Files.createDirectories(folder.resolve("files")), DOCUMENTS, SEED);
        models = RecordedModels.before(ModelServerProcess.shared().uri());
        model = new RememberedModel(models.uri());
        try (EventRecorder recorder = EventRecorder.start()) {
            var variant = new RunningStack.Variant(
                    false, recorder.writeTrigger(folder.resolve("topology")), models.uri(), List.of());
            try (RunningStack stack = RunningStack.start(recorded, variant)) {
                ingestion.run(stack);
                stack.stopFunctions();
            }
            events = ordered(recorder.events());
        }
        clean = contents(recorded);
        assertThat(clean).hasSizeGreaterThan(DOCUMENTS);
        assertThat(events).hasSizeGreaterThan(2 * DOCUMENTS).anyMatch(EffectOnceIT::isOneOfSeveral);
        System.out.println(
                events.size() + " events of " + DOCUMENTS + " documents; the index has " + clean.size() + " lines");
    }

    @AfterAll
    static void stop() {
        System.out.println(models);
        models.close();
    }

    @Test
    void ordersThatThePartitionKeyAllowsLeaveTheIndexOfACleanRun() throws IOException {
        assertSameInOrders("key-order", ORDERS_IN_KEY_ORDER, Deliveries.InKeyOrder::new);
    }

    @Test
    void ordersThatThePartitionKeyDoesNotAllowLeaveTheIndexOfACleanRun() throws IOException {
        assertSameInOrders("any-order", ORDERS_IN_ANY_ORDER, Deliveries.InAnyOrder::new);
    }

    @Test
    void killsLeaveTheIndexOfACleanRun(@TempDir Path folder) throws IOException {
        checkEach(
                "effect-once-kills", ROUNDS, 1, round -> assertSameAfterKills(folder.resolve("round-" + round), round));
    }

    /** Checks runs {@code step} at a time, and leaves out those that have passed on this commit with this seed. */
    private static void checkEach(String name, int runs, int step, Check check) throws IOException {
        boolean anyLeft = false;
        for (int from = 0; from < runs; from += step) {
            PassedCheck passed = PassedCheck.named(name + "-" + from);
            if (!passed.isOnRecord()) {
                anyLeft = true;
                check.from(from);
                passed.record();
            }
        }
        assumeThat(anyLeft).as("passed on this commit with this seed before").isTrue();
    }

    private interface Check {
        void from(int run) throws IOException;
    }

    private static void assertSameInOrders(String name, int orders, Function<Random, Deliveries> rule)
            throws IOException {
        checkEach(
                "effect-once-" + name,
                orders,
                ORDERS_A_CHECK,
                from -> atOnce(IntStream.range(from, Math.min(orders, from + ORDERS_A_CHECK))
                        .<Callable<Integer>>mapToObj(order -> () -> assertSame(name, order, rule))
                        .toList()));
    }

    private static int assertSame(String name, int order, Function<Random, Deliveries> rule) {
        Deliveries deliveries = rule.apply(random(name, order));
        events.forEach(deliveries::add);
        int delivered = 0;
        try (ReplayedChain chain = new ReplayedChain(recorded, model)) {
            for (DeliveredEvent next = deliveries.next(); next != null; next = deliveries.next()) {
                chain.deliver(next).forEach(deliveries::add);
                delivered++;
            }
            assertThat(contents(chain.store()))
                    .as("%s %d of seed %d, after %d deliveries", name, order, SEED, delivered)
                    .containsExactlyElementsOf(clean);
        }
        return delivered;
    }

    /** Kills while events come in and what came before is worked off, one somewhere in each share of the deliveries. */
    private static void assertSameAfterKills(Path data, int round) throws IOException {
        boolean losesUnsyncedWrites = round % 2 == 1;
        Random random = random("kills", round);
        // One order in five, as of all orders, is one that the partition key does not allow.
        Deliveries order = round % 5 == 1 ? new Deliveries.InAnyOrder(random) : new Deliveries.InKeyOrder(random);
        events.forEach(order::add);
        List<DeliveredEvent> deliveries = new ArrayList<>();
        for (DeliveredEvent next = order.next(); next != null; next = order.next()) {
            deliveries.add(next);
        }
        copy(recorded.resolve("blobs"), data.resolve("blobs"));
        try (RunningStack stack = RunningStack.start(
                data, new RunningStack.Variant(losesUnsyncedWrites, null, models.uri(), List.of()))) {
            ingestion.register(stack);
            AtomicInteger accepted = new AtomicInteger();
            Thread sender = Thread.ofPlatform()
                    .start(() -> deliveries.forEach(event -> {
                        while (!isAccepted(stack, event)) {
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                        }
                        accepted.incrementAndGet();
                    }));
            for (int kill = 0; kill < KILLS_A_ROUND; kill++) {
                int share = deliveries.size() / KILLS_A_ROUND;
                int after = kill * share + random.nextInt(share);
                RunningStack.await(() -> accepted.get() >= after);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
                stack.killFunctions();
                stack.startFunctions();
                stack.awaitReady();
            }
            RunningStack.await(() -> !sender.isAlive());
            assertThat(accepted).as("deliveries that the broker took").hasValue(deliveries.size());
            stack.awaitQuiet();
            assertThat(stack.deadLetters()).isEmpty();
            stack.stopFunctions();
        }
        assertThat(contents(data)).as("round %d of seed %d", round, SEED).containsExactlyElementsOf(clean);
    }

    private static boolean isAccepted(RunningStack stack, DeliveredEvent event) {
        HttpRequest.Builder request = HttpRequest.newBuilder(stack.broker("/millrace/millrace"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(event.body()));
        event.attributes().forEach(request::header);
        try {
            return stack.send(request).statusCode() == 202;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** What the broker delivered to functions of the ingestion, document by document and in the order of its changes: the same each time. */
    private static List<DeliveredEvent> ordered(List<DeliveredEvent> delivered) {
        return delivered.stream()
                .filter(event -> STEPS.contains(event.type()))
                .sorted(Comparator.comparing(
                                (DeliveredEvent event) -> document(event).uri())
                        .thenComparing(event -> document(event).sequence())
                        .thenComparing(DeliveredEvent::type)
                        .thenComparing(event -> event.payload() instanceof ChunksPrepared batch ? batch.batch() : 0))
                .toList();
    }

    private static DocumentEvent document(DeliveredEvent event) {
        return (DocumentEvent) event.payload();
    }

    private static boolean isOneOfSeveral(DeliveredEvent event) {
        return event.payload() instanceof ChunksPrepared batch && batch.batches() > 2;
    }

    private static Random random(String name, int number) {
        return new Random(SEED * 1_000_003 + name.hashCode() * 1_009L + number);
    }

    private static List<String> contents(Path data) {
        try (LuceneStore store = LuceneStore.open(data.resolve("index"), LuceneSettings.defaults())) {
            return contents(store);
        }
    }

    private static List<String> contents(LuceneStore store) {
        StringBuilder dump = new StringBuilder();
        store.dump(dump);
        return dump.toString().lines().toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** Two orders a core at a time: each waits half of its time for its store's commits. */
    private static void atOnce(List<Callable<Integer>> runs) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(2 * Runtime.getRuntime().availableProcessors())) {
            int deliveries = 0;
            for (Future<Integer> run : threads.invokeAll(runs)) {
                deliveries += run.get();
            }
            System.out.println(runs.size() + " orders, " + deliveries + " deliveries");
        } catch (ExecutionException e) {
            throw new AssertionError("an order ended otherwise", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
