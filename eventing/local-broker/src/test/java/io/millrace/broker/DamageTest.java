package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.broker.RecordingSubscriber.Answer;
import io.millrace.core.problem.ProblemException;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damages the file of a broker that holds events, at its end and elsewhere: each event is delivered as it was, or the broker says that the file is damaged. */
class DamageTest {

    private static final int EVENTS = 40;
    private static final int DAMAGES = TestSize.of(40, 1_000);
    private static final long SEED = Long.getLong("millrace.test.seed", 42);
    private static final String BODY = "{\"n\": 1 }";

    @TempDir
    private Path folder;

    @Test
    void losesNoEventWithoutAWord() throws IOException {
        Path sound = folder.resolve("sound");
        fill(sound);
        Random random = new Random(SEED);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < DAMAGES; i++) {
            Path damaged = copy(sound, folder.resolve("damaged" + i));
            String damage = damage(damaged.resolve("events.mv"), random, i);
            outcomes.merge(outcome(damaged, "seed " + SEED + ", " + damage), 1, Integer::sum);
        }
        System.out.println("damage: seed " + SEED + ", " + outcomes);
        assertThat(outcomes.keySet()).contains("refused at the start", "all delivered");
    }

    @Test
    void anEventOfATriggerThatIsGoneAndCannotBeReadIsSaidAtTheStart() {
        try (EventStore store = EventStore.open(BrokerSettings.in(folder))) {
            store.addQueue("trigger/gone");
            store.append("trigger/gone", new byte[] {1, 2, 3});
            store.commit();
        }
        try (BrokerFixture fixture = new BrokerFixture(folder).trigger("sub", "a", BrokerFixture.FAST)) {
            assertThatThrownBy(fixture::start)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("broker-data-corrupt"));
        }
    }

    /** Each event is a commit of its own, so the file is one of many. */
    private static void fill(Path directory) {
        try (BrokerFixture fixture = new BrokerFixture(directory)
                .trigger("sub", "a", BrokerFixture.FAST)
                .start()) {
            fixture.subscriber.answering(Answer.problem(503, "model-unavailable", "away"));
            for (int i = 0; i < EVENTS; i++) {
                assertThat(fixture.send("a", "e" + i, Map.of("filler", "x".repeat(3000))))
                        .isEqualTo(202);
            }
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : new String[] {"events.mv", "events.synced"}) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
        return to;
    }

    /** In turn: the end is cut off, bytes of the end are turned, bytes anywhere are turned, a whole block is overwritten. */
    private static String damage(Path file, Random random, int kind) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int at = kind % 4 == 1 ? bytes.length - 1 - random.nextInt(8192) : random.nextInt(bytes.length);
        switch (kind % 4) {
            case 0 -> bytes = java.util.Arrays.copyOf(bytes, bytes.length - 1 - random.nextInt(16_384));
            case 1, 2 -> bytes[at] ^= (byte) (1 + random.nextInt(255));
            default -> java.util.Arrays.fill(bytes, at, Math.min(bytes.length, at + 4096), (byte) 0);
        }
        Files.write(file, bytes);
        return "damage of kind " + kind % 4 + " at " + at + " of " + bytes.length;
    }

    private static String outcome(Path directory, String damage) {
        AtomicBoolean changed = new AtomicBoolean();
        try (BrokerFixture fixture = new BrokerFixture(directory).trigger("sub", "a", BrokerFixture.FAST)) {
            fixture.subscriber.answering(request -> {
                changed.compareAndSet(
                        false,
                        !request.body().equals(BODY)
                                || request.header("ce-filler").length() != 3000);
                return Answer.empty(204);
            });
            try {
                fixture.start();
            } catch (ProblemException e) {
                assertThat(e.problem().code()).as(damage).isEqualTo("broker-data-corrupt");
                assertThat(e.problem().detail()).as(damage).contains("events.mv", "Restore");
                return "refused at the start";
            }
            LocalBroker broker = fixture.broker();
            Awaitility.await(damage)
                    .atMost(Duration.ofSeconds(20))
                    .until(() ->
                            broker.status().pending() == 0 || broker.failure().isPresent());
            assertThat(changed).as(damage).isFalse();
            if (broker.failure().isPresent()) {
                assertThat(broker.failure().orElseThrow().detail()).as(damage).contains("events.mv");
                return "stopped with " + broker.failure().orElseThrow().code();
            }
            assertThat(fixture.subscriber.ids("/sub"))
                    .as(damage)
                    .containsAll(
                            IntStream.range(0, EVENTS).mapToObj(i -> "e" + i).toList());
            return "all delivered";
        }
    }
}
