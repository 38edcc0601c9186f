package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.broker.Differences.ShownHere;
import io.millrace.broker.ScriptedSubscriber.Reply;
import io.millrace.topology.DeliveryProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the channel-based broker does that its measured rows don't show. */
class MtProfileTest {

    private static final JsonNode NO_DELIVERY = JsonNodeFactory.instance.missingNode();

    @TempDir
    private Path directory;

    private final ScriptedSubscriber subscriber = new ScriptedSubscriber();
    private MeasuredTopology topology;

    @BeforeEach
    void setUp() throws IOException {
        topology = new MeasuredTopology(directory.resolve("topology"));
    }

    @AfterEach
    void tearDown() {
        subscriber.close();
    }

    private LocalBroker start() {
        return topology.start(directory.resolve("data"), DeliveryProfile.MT);
    }

    @Test
    void answersAfterTheReplyIsDelivered() throws IOException {
        subscriber.on("/a", Reply.event(200, "r")).on("/reply", Reply.of(204).after(300));
        topology.trigger("a", NO_DELIVERY, subscriber.uri("/a"))
                .trigger("reply", NO_DELIVERY, subscriber.uri("/reply"));
        try (LocalBroker broker = start();
                EventSender sender = new EventSender(broker)) {
            long before = System.nanoTime();

            assertThat(sender.send("a", "1").join()).isEqualTo(202);

            assertThat(System.nanoTime() - before).isGreaterThan(300_000_000L);
            assertThat(subscriber.arrivals("/reply")).hasSize(1);
        }
    }

    @Test
    @ShownHere("mt-in-flight")
    void hasAThousandEventsUnderWay() throws IOException {
        subscriber.on("/a", Reply.of(204).after(60_000));
        topology.trigger("a", NO_DELIVERY, subscriber.uri("/a"));
        try (LocalBroker broker = start();
                EventSender sender = new EventSender(broker)) {
            for (int i = 0; i < BrokerSettings.MT_MAX_IN_FLIGHT + 10; i++) {
                var _ = sender.send("a", "e" + i);
            }

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .during(Duration.ofMillis(300))
                    .until(() -> subscriber.arrivals("/a").size() >= BrokerSettings.MT_MAX_IN_FLIGHT
                            && broker.status().pending() == BrokerSettings.MT_MAX_IN_FLIGHT + 10);
            assertThat(subscriber.arrivals("/a")).hasSize(BrokerSettings.MT_MAX_IN_FLIGHT);
        }
    }

    @Test
    void storesAnEventBeforeItsSenderHasAnAnswer() throws IOException {
        subscriber.on("/a", n -> n == 1 ? Reply.of(204).after(60_000) : Reply.of(204));
        topology.trigger("a", NO_DELIVERY, subscriber.uri("/a"));
        CompletableFuture<Integer> answer;
        try (LocalBroker broker = start();
                EventSender sender = new EventSender(broker)) {
            answer = sender.send("a", "1");
            Awaitility.await().until(() -> !subscriber.arrivals("/a").isEmpty());
            assertThat(answer).isNotDone();
        }
        try (LocalBroker broker = start()) {
            Awaitility.await().until(() -> subscriber.arrivals("/a").size() == 2);
            Awaitility.await().until(() -> broker.status().pending() == 0);
        }
    }

    @Test
    void tellsTheSenderWhenAFilterFailsAndDeliversToTheOthers() throws IOException {
        ObjectNode failing =
                (ObjectNode) new ObjectMapper().readTree("{\"filters\":[{\"cesql\":\"NOT (missing = 'x')\"}]}");
        topology.trigger("failing", failing, NO_DELIVERY, false, subscriber.uri("/failing"))
                .trigger("a", NO_DELIVERY, subscriber.uri("/a"));
        try (LocalBroker broker = start();
                EventSender sender = new EventSender(broker)) {
            assertThat(sender.send("a", "1").join()).isEqualTo(500);
            assertThat(sender.send("a", "2", Map.of("missing", "y")).join()).isEqualTo(202);
        }
        assertThat(subscriber.arrivals("/a")).hasSize(2);
        assertThat(subscriber.arrivals("/failing")).hasSize(1);
    }

    @Test
    void endsALoopAfter255Rounds() throws IOException {
        subscriber.on("/loop", n -> Reply.event(200, "r" + n).with("ce-type", "loop"));
        topology.trigger("loop", NO_DELIVERY, subscriber.uri("/loop"));
        try (LocalBroker broker = start();
                EventSender sender = new EventSender(broker)) {
            assertThat(sender.send("loop", "1").join()).isEqualTo(500);

            assertThat(subscriber.arrivals("/loop")).hasSize(255);
            assertThat(subscriber.arrivals("/loop").getLast().headers())
                    .doesNotContainKey("ce-knativebrokerttl")
                    .containsKey("ce-knativearrivaltime");
            List<DeadLetter> deadLetters = broker.deadLetters().list(10).join();
            assertThat(deadLetters)
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.reason()).contains("loop"));
        }
    }
}
