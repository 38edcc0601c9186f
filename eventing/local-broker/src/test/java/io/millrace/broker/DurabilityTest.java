package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.RecordingSubscriber.Answer;
import io.millrace.core.problem.ProblemException;
import io.millrace.topology.CronSchedule;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.Destination;
import io.millrace.topology.PingSourceSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurabilityTest {

    @TempDir
    private Path directory;

    private BrokerFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new BrokerFixture(directory);
    }

    @AfterEach
    void tearDown() {
        FailingFilePath.FULL.set(false);
        FailingFilePath.READ_ONLY.set(false);
        FailingFilePath.BYTES_LEFT.set(Long.MAX_VALUE);
        fixture.close();
    }

    @Test
    void deliversAfterARestartWhatWasNotDoneBefore() {
        AtomicBoolean away = new AtomicBoolean(true);
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(
                r -> away.get() ? Answer.problem(503, "model-unavailable", "away") : Answer.empty(204));
        for (int i = 0; i < 300; i++) {
            assertThat(fixture.send("a", "e" + i)).isEqualTo(202);
        }

        away.set(false);
        fixture.restart().drained();

        assertThat(fixture.subscriber.ids("/sub").stream().distinct()).hasSize(300);
        assertThat(fixture.deadLetters()).isEmpty();
    }

    @Test
    void deliversNothingTwiceAfterAnOrderlyRestart() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.send("a", "1");
        fixture.drained().restart();
        fixture.send("a", "2");

        fixture.drained();

        assertThat(fixture.subscriber.ids("/sub")).containsExactly("1", "2");
    }

    @Test
    void makesDeadLettersOfEventsWhoseTriggerIsGone() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.problem(503, "model-unavailable", "away"));
        fixture.send("a", "1");

        fixture.broker().close();
        fixture.withoutTriggers().start();

        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.trigger()).isEqualTo("sub");
            assertThat(letter.eventId()).isEqualTo("1");
        });
        long id = fixture.deadLetters().getFirst().id();
        assertThat(fixture.admin("POST", "dead-letters/" + id + "/replay").body())
                .contains("trigger-unknown");
    }

    @Test
    void refusesADirectoryThatIsInUse() {
        fixture.start();

        try (BrokerFixture second = new BrokerFixture(directory)) {
            assertThatThrownBy(second::start)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("broker-data-in-use"));
        }
    }

    @Test
    void refusesADamagedFile() throws Exception {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.broker().close();
        Path file = directory.resolve("events.mv");
        byte[] bytes = new byte[(int) Files.size(file)];
        java.util.Arrays.fill(bytes, (byte) 'x');
        Files.write(file, bytes);

        assertThatThrownBy(fixture::start)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("broker-data-corrupt"))
                .hasMessageContaining("events.mv");
    }

    @Test
    void refusesADirectoryThatItCannotMake() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x", StandardCharsets.UTF_8);

        try (BrokerFixture below = new BrokerFixture(file.resolve("data"))) {
            assertThatThrownBy(below::start)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo("broker-data-unusable"));
        }
    }

    @Test
    void refusesAnAddressThatIsTaken() {
        int taken = fixture.subscriber.uri("/").getPort();

        assertThatThrownBy(() ->
                        fixture.with(s -> s.listeningOn("127.0.0.1", taken)).start())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("broker-address-unusable"));
        assertThat(fixture.with(s -> s).start().broker().status().failure()).isNull();
    }

    @Test
    void acceptsNothingMoreOnAFullDiskAndLosesNothingThatItAccepted() {
        FailingFilePath.register();
        AtomicBoolean away = new AtomicBoolean(true);
        fixture.with(s -> s.storedThrough(FailingFilePath.SCHEME))
                .trigger("sub", "a", BrokerFixture.FAST)
                .start();
        fixture.subscriber.answering(
                r -> away.get() ? Answer.problem(503, "model-unavailable", "away") : Answer.empty(204));
        assertThat(fixture.send("a", "before")).isEqualTo(202);

        FailingFilePath.FULL.set(true);
        assertThat(fixture.send("a", "full")).isEqualTo(503);
        assertThat(fixture.send("a", "later")).isEqualTo(503);
        assertThat(fixture.broker().failure())
                .hasValueSatisfying(problem -> assertThat(problem.detail()).contains("free space"));

        FailingFilePath.FULL.set(false);
        away.set(false);
        fixture.restart().drained();
        assertThat(fixture.subscriber.ids("/sub")).contains("before").doesNotContain("full", "later");
    }

    @Test
    void answersOnMtWhoWaitsForADeliveryWhenTheDiskFails() {
        FailingFilePath.register();
        fixture.with(s -> BrokerSettings.in(directory, DeliveryProfile.MT).storedThrough(FailingFilePath.SCHEME))
                .trigger("sub", "a", BrokerFixture.FAST)
                .start();
        fixture.subscriber.answering(Answer.problem(503, "model-unavailable", "away"));
        try (EventSender sender = new EventSender(fixture.broker())) {
            CompletableFuture<Integer> waits = sender.send("a", "before");
            await().until(() -> fixture.broker().status().pending() == 1);

            FailingFilePath.FULL.set(true);
            assertThat(fixture.send("a", "full")).isEqualTo(500);

            assertThat(waits).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(500);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 10_000, 50_000, 100_000, 150_000})
    void losesNothingThatItAcceptedBeforeTheDiskWasFull(long bytes) {
        FailingFilePath.register();
        AtomicBoolean away = new AtomicBoolean(true);
        fixture.with(s -> s.storedThrough(FailingFilePath.SCHEME))
                .trigger("sub", "a", BrokerFixture.FAST)
                .start();
        fixture.subscriber.answering(
                r -> away.get() ? Answer.problem(503, "model-unavailable", "away") : Answer.empty(204));
        FailingFilePath.BYTES_LEFT.set(bytes);
        Set<String> accepted = new HashSet<>();
        for (int i = 0; i < 200 && fixture.broker().failure().isEmpty(); i++) {
            if (fixture.send("a", "e" + i) == 202) {
                accepted.add("e" + i);
            }
        }
        assertThat(fixture.broker().failure()).isPresent();

        fixture.broker().close();
        FailingFilePath.BYTES_LEFT.set(Long.MAX_VALUE);
        away.set(false);
        fixture.start().drained();

        assertThat(fixture.subscriber.ids("/sub")).containsAll(accepted);
    }

    @Test
    void saysThatTheDiskIsFullAtTheStart() {
        FailingFilePath.register();
        FailingFilePath.FULL.set(true);

        assertThatThrownBy(() -> fixture.with(s -> s.storedThrough(FailingFilePath.SCHEME))
                        .start())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("broker-data-unusable"))
                .hasMessageContaining("events.mv")
                .hasMessageContaining("free space");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysThatTheDirectoryIsReadOnly(boolean usedBefore) {
        FailingFilePath.register();
        fixture.with(s -> s.storedThrough(FailingFilePath.SCHEME)).trigger("sub", "a", BrokerFixture.FAST);
        if (usedBefore) {
            fixture.start().broker().close();
        }
        FailingFilePath.READ_ONLY.set(true);

        assertThatThrownBy(fixture::start)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo("broker-data-unusable"))
                .hasMessageContaining(directory.toString());
    }

    @Test
    void givesSpaceBack() {
        AtomicBoolean away = new AtomicBoolean(true);
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(
                r -> away.get() ? Answer.problem(503, "model-unavailable", "away") : Answer.empty(204));
        Map<String, String> large = Map.of("filler", "x".repeat(4000));
        for (int i = 0; i < 6000; i++) {
            fixture.send("a", "e" + i, large);
        }
        long full = fixture.broker().status().storeBytes();
        assertThat(full).isGreaterThan(6000L * 4000);

        away.set(false);

        fixture.drained();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> fixture.broker().status().storeBytes() < full / 2);
    }

    @Test
    void sendsAScheduledEvent() {
        fixture.trigger("sub", PingSourceSpec.TYPE, BrokerFixture.FAST)
                .ping(new PingSourceSpec(
                        "test",
                        "each-second",
                        new CronSchedule("* * * * * *", ZoneOffset.UTC),
                        "application/json",
                        "{\"tenant\":\"default\"}",
                        Map.of("tenant", "default"),
                        new Destination.Ref("eventing.knative.dev/v1", "Broker", "test", "main", ""),
                        "ping.yaml"))
                .start();

        await().until(() -> fixture.subscriber.requests("/sub").size() >= 2);

        var request = fixture.subscriber.requests("/sub").getFirst();
        assertThat(request.body()).isEqualTo("{\"tenant\":\"default\"}");
        assertThat(request.headers())
                .containsEntry("ce-source", "/apis/v1/namespaces/test/pingsources/each-second")
                .containsEntry("ce-tenant", "default")
                .containsEntry("content-type", "application/json");
        assertThat(fixture.subscriber.ids("/sub").stream().distinct().count())
                .isEqualTo(fixture.subscriber.ids("/sub").size());
    }
}
