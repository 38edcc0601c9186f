package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.broker.BrokerStatus.TriggerStatus;
import io.millrace.broker.Differences.ShownHere;
import io.millrace.testkit.TestSize;
import io.millrace.topology.DeliveryProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Repeats every delivery that was measured on real brokers, each with a Trigger of its own in one broker, all at once; what is only late, as
 * {@link MeasuredRows} does.
 */
class MeasuredDeliveryTest {

    /** How many waits of the rows without any delivery are compared; in full all nine, which take four minutes. */
    private static final int UNFINISHED_WAITS = TestSize.of(4, 9);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    @ShownHere({"nothing-lost", "redirect-not-followed"})
    void deliversAsTheRealBrokerDid(DeliveryProfile profile) throws IOException {
        JsonNode measured = MeasuredTopology.rows("delivery-" + profile + ".json");
        MeasuredWaits waits = MeasuredWaits.of(measured);
        try (ScriptedSubscriber subscriber = new ScriptedSubscriber()) {
            MeasuredTopology topology = new MeasuredTopology(directory.resolve("topology"));
            List<MeasuredDelivery> rows = new ArrayList<>();
            for (JsonNode row : measured) {
                rows.add(new MeasuredDelivery("t" + rows.size(), row, waits, topology, subscriber));
            }
            try (LocalBroker broker = topology.start(directory.resolve("data"), profile);
                    EventSender sender = new EventSender(broker)) {
                List<MeasuredDelivery> different = MeasuredRows.different(
                        rows, some -> repeat(some, broker, sender), row -> row.differences(UNFINISHED_WAITS));
                assertOnlyRedirectsDiffer(profile, different);
                assertNothingIsLost(rows, broker);
            }
        }
    }

    private static void repeat(List<MeasuredDelivery> rows, LocalBroker broker, EventSender sender) {
        rows.forEach(row -> row.send(sender));
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    Map<String, Long> pending = broker.status().triggers().stream()
                            .collect(Collectors.toMap(TriggerStatus::name, TriggerStatus::pending));
                    return rows.stream()
                            .allMatch(row -> row.isDone(pending.getOrDefault(row.name, 0L), UNFINISHED_WAITS));
                });
    }

    /** The Kafka broker does not follow the one redirect in its table; the channel-based one does. */
    private static void assertOnlyRedirectsDiffer(DeliveryProfile profile, List<MeasuredDelivery> different) {
        Predicate<MeasuredDelivery> deliberate = row -> row.redirected() && profile == DeliveryProfile.MT;
        assertThat(different.stream()
                        .filter(deliberate.negate())
                        .map(row -> row.measured + " but ours: " + row.differences(UNFINISHED_WAITS)))
                .isEmpty();
        assertThat(different.stream().filter(deliberate)).hasSize(profile == DeliveryProfile.MT ? 1 : 0);
        if (profile == DeliveryProfile.MT) {
            assertThat(Differences.listed()).contains("redirect-not-followed");
        }
    }

    private static void assertNothingIsLost(List<MeasuredDelivery> rows, LocalBroker broker) {
        List<String> kept = broker.deadLetters().list(10_000).join().stream()
                .map(DeadLetter::trigger)
                .toList();
        List<String> lost = rows.stream()
                .filter(MeasuredDelivery::lost)
                .map(row -> row.name)
                .toList();
        assertThat(lost).isNotEmpty();
        assertThat(kept).containsAll(lost);
        assertThat(Differences.listed()).contains("nothing-lost");
    }
}
