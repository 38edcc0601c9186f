package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.broker.DeadLetter.Sink;
import io.millrace.broker.Differences.ShownHere;
import io.millrace.broker.RecordingSubscriber.Answer;
import io.millrace.topology.DeliveryProfile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLetterTest {

    private BrokerFixture fixture;

    @BeforeEach
    void setUp(@TempDir Path directory) {
        fixture = new BrokerFixture(directory);
    }

    @AfterEach
    void tearDown() {
        fixture.close();
    }

    @Test
    void goesToTheSinkWithTheExtensionsOfTheKafkaBroker() {
        fixture.trigger("sub", "a", fixture.toDeadLetterSink()).start();
        fixture.subscriber.answering(r -> r.path().equals("/sub")
                ? new Answer(422, Map.of("Kne-foo", "bar", "Kne-a_b", "left out"), "no good")
                : Answer.empty(200));

        fixture.send("a", "1", Map.of("tenant", "t"));

        fixture.drained();
        var dead = fixture.subscriber.requests("/dead").getFirst();
        assertThat(dead.headers())
                .containsEntry("ce-id", "1")
                .containsEntry("ce-tenant", "t")
                .containsEntry("ce-foo", "bar")
                .containsEntry(
                        "ce-knativeerrordest", fixture.subscriber.uri("/sub").toString())
                .containsEntry("ce-knativeerrorcode", "422")
                .containsEntry(
                        "ce-knativeerrordata",
                        Base64.getEncoder().encodeToString("no good".getBytes(StandardCharsets.UTF_8)))
                .containsKeys("ce-knativekafkapartition", "ce-knativekafkaoffset")
                .doesNotContainKey("ce-a_b");
        assertThat(dead.body()).isEqualTo("{\"n\": 1 }");
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.sink()).isEqualTo(new Sink.Delivered());
            assertThat(letter.tenant()).isEqualTo("t");
        });
    }

    @Test
    void putsTheSinksReplyBackIntoTheBroker() {
        fixture.trigger("sub", "a", fixture.toDeadLetterSink())
                .trigger("next", "rejected", BrokerFixture.FAST)
                .start();
        fixture.subscriber.answering(r -> switch (r.path()) {
            case "/sub" -> Answer.empty(400);
            case "/dead" -> Answer.event("rejected", "r1");
            default -> Answer.empty(204);
        });

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.subscriber.ids("/next")).containsExactly("r1");
    }

    @Test
    @ShownHere("hops-limit")
    void ofALoopGoesToTheSink() {
        fixture.trigger("sub", "a", fixture.toDeadLetterSink()).start();

        fixture.send("a", "1", Map.of("hops", "65"));

        fixture.drained();
        assertThat(fixture.subscriber.requests("/sub")).isEmpty();
        assertThat(fixture.subscriber.ids("/dead")).containsExactly("1");
        assertThat(fixture.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.sink()).isEqualTo(new Sink.Delivered()));
    }

    @Test
    void isKeptWhenTheSinkFails() {
        fixture.trigger("sub", "a", fixture.toDeadLetterSink()).start();
        fixture.subscriber.answering(Answer.text(500, "broken"));

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.subscriber.requests("/dead")).hasSize(3);
        assertThat(fixture.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.sink()).isEqualTo(new Sink.Failed("broken")));
    }

    @Test
    void isReplayedAtItsTriggerOnlyAndAsItWas() {
        AtomicBoolean mended = new AtomicBoolean();
        fixture.trigger("sub", "a", fixture.toDeadLetterSink())
                .trigger("other", "a", BrokerFixture.FAST)
                .start();
        fixture.subscriber.answering(r -> Answer.empty(r.path().equals("/sub") && !mended.get() ? 400 : 204));
        fixture.send("a", "1");
        fixture.drained();
        mended.set(true);

        long id = fixture.deadLetters().getFirst().id();
        assertThat(fixture.admin("POST", "dead-letters/" + id + "/replay").statusCode())
                .isEqualTo(204);

        fixture.drained();
        assertThat(fixture.deadLetters()).isEmpty();
        assertThat(fixture.subscriber.ids("/other")).containsExactly("1");
        assertThat(fixture.subscriber.ids("/sub")).containsExactly("1", "1");
        assertThat(fixture.subscriber.requests("/sub").getLast().headers()).doesNotContainKey("ce-knativeerrorcode");
    }

    @Test
    void isListedShownAndDiscardedOverHttp() throws Exception {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.problem(422, "document-broken", "it is broken"));
        fixture.send("a", "1", Map.of("tenant", "t"));
        fixture.drained();
        fixture.send("a", "2");
        fixture.drained();
        ObjectMapper json = new ObjectMapper();

        JsonNode listed = json.readTree(
                        fixture.admin("GET", "dead-letters?limit=1").body())
                .path("deadLetters");
        assertThat(listed).hasSize(1);
        JsonNode newest = listed.get(0);
        assertThat(newest.path("eventId").asText()).isEqualTo("2");
        assertThat(newest.fieldNames())
                .toIterable()
                .contains("id", "type", "trigger", "attempts", "status", "reason", "time", "tenant");

        String path = "dead-letters/" + newest.path("id").asText();
        JsonNode shown = json.readTree(fixture.admin("GET", path).body());
        assertThat(shown.path("event").path("data").asText()).isEqualTo("{\"n\": 1 }");
        assertThat(shown.path("reason").asText()).isEqualTo("it is broken");

        assertThat(fixture.admin("DELETE", path).statusCode()).isEqualTo(204);
        assertThat(fixture.admin("DELETE", path).statusCode()).isEqualTo(404);
        assertThat(fixture.deadLetters()).extracting(DeadLetter::eventId).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 3 2 1",
                "tenant=t1 | 2 1",
                "trigger=b-sub | 3",
                "function=nobody | ''",
                "type=a&tenant=t1&limit=1 | 2",
                "status=422 | 2",
                "status=503 | 3",
                "reason=Too%20Long | 2",
                "since=2020-01-01T00:00:00Z | 3 2 1",
                "since=2100-01-01T00:00:00%2B01:00 | ''",
                "until=2020-01-01T00:00:00Z | ''",
            })
    void isListedByWhatItIs(String query, String eventIds) throws Exception {
        fixture.trigger("a-sub", "a", BrokerFixture.FAST)
                .trigger("b-sub", "b", BrokerFixture.FAST)
                .start();
        fixture.subscriber.answering(r -> switch (r.header("ce-id")) {
            case "1" -> Answer.problem(400, "broken", "it is broken");
            case "2" -> Answer.problem(422, "too-long", "it is too long");
            default -> Answer.empty(503);
        });
        for (String id : List.of("1", "2")) {
            fixture.send("a", id, Map.of("tenant", "t1"));
            fixture.drained();
        }
        fixture.send("b", "3", Map.of("tenant", "t2"));
        fixture.drained();

        JsonNode listed = new ObjectMapper()
                .readTree(fixture.admin("GET", "dead-letters?" + query).body())
                .path("deadLetters");

        assertThat(listed.findValuesAsText("eventId"))
                .isEqualTo(eventIds.isEmpty() ? List.of() : List.of(eventIds.split(" ")));
    }

    @Test
    void isFoundBehindManyOthers() throws Exception {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.empty(400));
        fixture.send("a", "first", Map.of("tenant", "rare"));
        fixture.drained();
        for (int i = 0; i < 600; i++) {
            fixture.send("a", "e" + i);
        }
        fixture.drained();

        assertThat(new ObjectMapper()
                        .readTree(
                                fixture.admin("GET", "dead-letters?tenant=rare").body())
                        .path("deadLetters"))
                .hasSize(1);
        assertThat(fixture.broker().deadLetters().list(10_000).join())
                .extracting(DeadLetter::id)
                .hasSize(601)
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void staysWhereItIsOnADryRun() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.empty(400));
        fixture.send("a", "1");
        fixture.drained();
        String path = "dead-letters/" + fixture.deadLetters().getFirst().id();

        assertThat(fixture.admin("POST", path + "/replay?dry-run=true").body()).contains("\"eventId\":\"1\"");
        assertThat(fixture.admin("DELETE", path + "?dry-run=true").body()).contains("\"eventId\":\"1\"");
        assertThat(fixture.admin("POST", "dead-letters/77/replay?dry-run=true").statusCode())
                .isEqualTo(404);

        fixture.broker().close();
        fixture.withoutTriggers().start();
        assertThat(fixture.admin("POST", path + "/replay?dry-run=true").body()).contains("trigger-unknown");
        assertThat(fixture.subscriber.ids("/sub")).containsExactly("1");
        assertThat(fixture.deadLetters()).hasSize(1);
    }

    /** Its place in the sink's queue is behind the window of four. */
    @Test
    void answersItsSenderOnMtWhenItNeverGetsToTheSink(@TempDir Path directory) {
        AtomicBoolean mended = new AtomicBoolean();
        fixture.with(s -> new BrokerSettings(
                        directory, "", "127.0.0.1", 0, 10_000, 1, 64, null, s.bodyTime(), DeliveryProfile.MT))
                .trigger("sub", "a", fixture.toDeadLetterSink())
                .start();
        fixture.subscriber.answering(r -> r.path().equals("/dead")
                ? Answer.problem(503, "model-unavailable", "away")
                : Answer.empty(mended.get() ? 204 : 400));
        try (EventSender sender = new EventSender(fixture.broker())) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int before = i;
                answers.add(sender.send("a", "e" + i));
                await().until(() -> fixture.deadLetters().size() == before + 1);
            }
            mended.set(true);
            List<DeadLetter> newestFirst = fixture.deadLetters();

            fixture.admin("DELETE", "dead-letters/" + newestFirst.get(0).id());
            fixture.admin("POST", "dead-letters/" + newestFirst.get(1).id() + "/replay");

            assertThat(answers.get(7)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(500);
            assertThat(answers.get(6)).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(202);
            assertThat(answers.get(5)).isNotDone();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dry-run=1",
                "dry-run=True",
                "dry-run",
                "dryRun=true",
                "Dry-Run=true",
                "dry-run=false&dry-run=true"
            })
    void staysWhereItIsWhenADryRunMayBeMeant(String query) {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.empty(400));
        fixture.send("a", "1");
        fixture.drained();
        String path = "dead-letters/" + fixture.deadLetters().getFirst().id();

        for (var answer : List.of(
                fixture.admin("DELETE", path + "?" + query), fixture.admin("POST", path + "/replay?" + query))) {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("query-invalid");
        }
        assertThat(fixture.deadLetters()).hasSize(1);
        assertThat(fixture.admin("DELETE", path + "?dry-run=false").statusCode())
                .isEqualTo(204);
    }

    @Test
    void isDeliveredAgainHoweverManyEventsComeMeanwhile() {
        AtomicBoolean mended = new AtomicBoolean();
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(r -> Answer.empty(mended.get() ? 204 : 400));
        for (int i = 0; i < 300; i++) {
            fixture.send("a", "dead" + i);
        }
        fixture.drained();
        mended.set(true);
        List<DeadLetter> letters = fixture.deadLetters();

        try (EventSender sender = new EventSender(fixture.broker())) {
            for (DeadLetter letter : letters) {
                var sent = sender.send("a", "beside" + letter.id());
                var replayed = fixture.broker().deadLetters().replay(letter.id());
                assertThat(replayed.join()).isTrue();
                assertThat(sent.join()).isEqualTo(202);
            }
        }

        fixture.drained();
        assertThat(fixture.subscriber.ids("/sub")).hasSize(900);
    }

    @Test
    void outlivesARestartAndGetsNoNumberOfAnEarlierOne() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.empty(400));
        fixture.send("a", "1");
        fixture.drained();
        long first = fixture.deadLetters().getFirst().id();
        fixture.admin("DELETE", "dead-letters/" + first);

        fixture.restart();
        fixture.send("a", "2");
        fixture.drained();
        fixture.restart();

        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.eventId()).isEqualTo("2");
            assertThat(letter.id()).isGreaterThan(first);
        });
    }

    @Test
    void saysWhatABadRequestAsksFor() {
        fixture.start();

        assertThat(fixture.admin("GET", "dead-letters?limit=-1").statusCode()).isEqualTo(400);
        assertThat(fixture.admin("GET", "dead-letters?since=yesterday").body()).contains("query-invalid", "since");
        assertThat(fixture.admin("GET", "dead-letters?tenat=a").body()).contains("query-invalid", "tenat");
        assertThat(fixture.admin("GET", "dead-letters/77").statusCode()).isEqualTo(404);
        assertThat(fixture.admin("PUT", "dead-letters/77").statusCode()).isEqualTo(405);
        assertThat(fixture.admin("GET", "nothing").statusCode()).isEqualTo(404);
    }
}
