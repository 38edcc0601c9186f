package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.broker.Envelopes.Envelope;
import io.millrace.broker.ScriptedSubscriber.Reply;
import io.millrace.testkit.TestSize;
import io.millrace.topology.DeliveryProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sends made-up envelopes of at most a million bytes over a real connection: 1,500 a profile, with {@code -Dmillrace.full=true} 50,000. Each must get an answer
 * that is the sender's business, 2xx or 4xx; what was accepted is delivered or a dead letter; no memory and no file handle stays behind.
 */
class IngressFuzzTest {

    private static final int ENVELOPES = TestSize.of(1_500, 50_000);
    private static final long SEED = Long.getLong("millrace.test.seed", 42);
    private static final int WARM_UP = 200;

    /** The store's cache and what is compiled meanwhile; a leak of the bodies would be above it. */
    private static final long MAX_HEAP_GROWTH_BYTES = 24L << 20;

    private static final int MAX_MORE_HANDLES = 4;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void answersAndLeaksNothing(DeliveryProfile profile) throws IOException {
        ObjectNode delivery = JsonNodeFactory.instance.objectNode().put("retry", 0);
        try (ScriptedSubscriber subscriber = new ScriptedSubscriber()) {
            subscriber.on("/all", Reply.of(204)).on("/dead", Reply.of(204)).forgetful();
            delivery.putObject("deadLetterSink")
                    .put("uri", subscriber.uri("/dead").toString());
            MeasuredTopology topology = new MeasuredTopology(directory.resolve("topology"))
                    .trigger("all", JsonNodeFactory.instance.objectNode(), delivery, false, subscriber.uri("/all"));
            try (LocalBroker broker = topology.start(directory.resolve("data"), profile)) {
                JqwikSession.run(() -> {
                    RandomGenerator<Envelope> envelopes = generator();
                    Random random = new Random(SEED);
                    long handles = handles(); // before any connection of a sender
                    send(WARM_UP, envelopes, random, broker);
                    long heap = usedHeap();

                    Map<Integer, Integer> statuses = send(ENVELOPES, envelopes, random, broker);

                    assertThat(statuses.keySet()).contains(202, 400);
                    // A connection on which no HTTP came is closed a second later; one to a subscriber 30 s after its
                    // last use.
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .untilAsserted(() -> assertThat(handles()).isLessThanOrEqualTo(handles + MAX_MORE_HANDLES));
                    assertThat(usedHeap() - heap).isLessThan(MAX_HEAP_GROWTH_BYTES);
                    BrokerStatus status = broker.status();
                    assertThat(status.delivered() + status.deadLetters()).isEqualTo(status.accepted());
                    System.out.println("fuzz: profile " + profile + ", seed " + SEED + ", answers " + statuses
                            + ", dead letters " + status.deadLetters());
                });
            }
        }
    }

    private static RandomGenerator<Envelope> generator() {
        Arbitrary<Envelope> any = Envelopes.any();
        return any.generator(ENVELOPES, true);
    }

    private static Map<Integer, Integer> send(
            int count, RandomGenerator<Envelope> envelopes, Random random, LocalBroker broker) {
        Map<Integer, Integer> statuses = new TreeMap<>();
        try (RawHttp http = new RawHttp(broker.ingress())) {
            for (int i = 0; i < count; i++) {
                Envelope envelope = envelopes.next(random).value();
                int status;
                try {
                    status = http.exchange(
                            envelope.head(
                                    broker.ingress().getPath(), broker.ingress().getAuthority()),
                            envelope.body().getBytes());
                } catch (IOException e) {
                    throw new AssertionError("seed " + SEED + ": no answer (" + e + ") to " + envelope, e);
                }
                statuses.merge(status, 1, Integer::sum);
                assertThat(status / 100)
                        .as("seed %d: %d to %s", SEED, status, envelope)
                        .isIn(2, 4);
            }
        } catch (IOException e) {
            throw new AssertionError("seed " + SEED + ": no connection", e);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> broker.status().pending() == 0);
        return statuses;
    }

    private static long handles() {
        Path open = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(open), "this system doesn't show open files");
        try (Stream<Path> files = Files.list(open)) {
            return files.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
