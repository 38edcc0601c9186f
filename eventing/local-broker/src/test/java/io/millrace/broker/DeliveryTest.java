package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.broker.Differences.ShownHere;
import io.millrace.broker.RecordingSubscriber.Answer;
import io.millrace.topology.BackoffPolicy;
import io.millrace.topology.Delivery;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTest {

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
    void deliversWhatCameInBinaryModeAndAsksForAReply() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();

        fixture.send("a", "1", Map.of("tenant", "t", "time", "2026-11-24T00:00:00.000Z"));

        fixture.drained();
        var request = fixture.subscriber.requests("/sub").getFirst();
        assertThat(request.body()).isEqualTo("{\"n\": 1 }");
        assertThat(request.headers())
                .containsEntry("ce-id", "1")
                .containsEntry("ce-tenant", "t")
                .containsEntry("ce-time", "2026-11-24T00:00:00.000Z")
                .containsEntry("content-type", "application/json")
                .containsEntry("prefer", "reply")
                .containsEntry("kn-namespace", "test");
    }

    @Test
    void deliversToEachTriggerWhoseFilterPassesAndToNoOther() {
        fixture.trigger("one", "a", BrokerFixture.FAST)
                .trigger("two", "a", BrokerFixture.FAST)
                .trigger("other", "b", BrokerFixture.FAST)
                .start();

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.subscriber.ids("/one")).containsExactly("1");
        assertThat(fixture.subscriber.ids("/two")).containsExactly("1");
        assertThat(fixture.subscriber.requests("/other")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 408, 409, 429, 500, 503, 504, 599})
    void retriesWhatMayPassAndThenKeepsADeadLetter(int status) {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.text(status, "why"));

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.subscriber.requests("/sub")).hasSize(3);
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.status()).isEqualTo(status);
            assertThat(letter.reason()).isEqualTo("why");
            assertThat(letter.trigger()).isEqualTo("sub");
            assertThat(letter.eventId()).isEqualTo("1");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 400, 401, 410, 413, 422, 499})
    void doesNotRetryWhatIsFinal(int status) {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.problem(status, "not-usable", "the detail"));

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.subscriber.requests("/sub")).hasSize(1);
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.status()).isEqualTo(status);
            assertThat(letter.reason()).isEqualTo("the detail");
        });
    }

    @Test
    void forgetsAnEventThatSucceedsOnALaterAttempt() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        AtomicInteger attempts = new AtomicInteger();
        fixture.subscriber.answering(r -> Answer.empty(attempts.incrementAndGet() < 3 ? 500 : 202));

        fixture.send("a", "1");

        fixture.drained();
        assertThat(attempts).hasValue(3);
        assertThat(fixture.deadLetters()).isEmpty();
    }

    @Test
    void buriesAnEventWhoseSubscriberAnswers2xxWithABodyThatIsNoEvent() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.text(200, "hello"));

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.subscriber.requests("/sub")).hasSize(1);
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.status()).isNull();
            assertThat(letter.reason()).contains("no event");
        });
    }

    @Test
    void putsABinaryReplyBackIntoTheBroker() {
        fixture.trigger("sub", "a", BrokerFixture.FAST)
                .trigger("next", "b", BrokerFixture.FAST)
                .start();
        fixture.subscriber.answering(r -> r.path().equals("/sub") ? Answer.event("b", "reply") : Answer.empty(200));

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.subscriber.ids("/next")).containsExactly("reply");
    }

    @Test
    void putsAStructuredReplyBackIntoTheBroker() {
        fixture.trigger("sub", "a", BrokerFixture.FAST)
                .trigger("next", "b", BrokerFixture.FAST)
                .start();
        fixture.subscriber.answering(r -> r.path().equals("/sub")
                ? new Answer(
                        200,
                        Map.of("Content-Type", "application/cloudevents+json; charset=utf-8"),
                        "{\"specversion\":\"1.0\",\"id\":\"reply\",\"source\":\"/s\",\"type\":\"b\",\"tenant\":\"t\",\"data\":{\"x\":[1]}}")
                : Answer.empty(200));

        fixture.send("a", "1");

        fixture.drained();
        var request = fixture.subscriber.requests("/next").getFirst();
        assertThat(request.header("ce-id")).isEqualTo("reply");
        assertThat(request.header("ce-tenant")).isEqualTo("t");
        assertThat(request.body()).isEqualTo("{\"x\":[1]}");
    }

    @Test
    void buriesAnEventWhoseReplyIsInvalid() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(new Answer(200, Map.of("ce-specversion", "1.0", "ce-type", "b"), "{}"));

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).contains("'id'"));
    }

    @Test
    void takesAnAnswerThatIsLaterThanTheTimeoutForNone() {
        AtomicBoolean open = new AtomicBoolean();
        fixture.trigger("sub", "a", new Delivery(0, BackoffPolicy.LINEAR, Duration.ZERO, Duration.ofMillis(100), null))
                .start();
        fixture.subscriber.answering(r -> {
            await().forever().untilTrue(open);
            return Answer.empty(200);
        });

        fixture.send("a", "1");

        fixture.drained();
        open.set(true);
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.status()).isNull();
            assertThat(letter.reason()).contains("100 ms");
        });
    }

    @Test
    void retriesASubscriberThatIsNotThere() {
        URI nobody = new RecordingSubscriberThatLeft().uri();
        fixture.trigger("sub", "a", BrokerFixture.FAST, false, nobody).start();

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(3);
            assertThat(letter.status()).isNull();
            assertThat(letter.reason()).contains("can't be reached");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"model-unavailable", "parser-busy"})
    @ShownHere("model-unavailable-pauses")
    void pausesWhileWhatIsNeededIsAwayWithoutUsingUpAttempts(String code) {
        AtomicBoolean away = new AtomicBoolean(true);
        fixture.trigger("sub", "a", new Delivery(0, BackoffPolicy.LINEAR, Duration.ZERO, null, null))
                .start();
        fixture.subscriber.answering(r -> away.get() ? Answer.problem(503, code, "later") : Answer.empty(200));
        for (int i = 0; i < 20; i++) {
            fixture.send("a", "e" + i);
        }
        await().until(() -> fixture.broker().status().paused()
                && fixture.subscriber.requests("/sub").size() >= 4);

        away.set(false);

        fixture.drained();
        assertThat(fixture.deadLetters()).isEmpty();
        assertThat(fixture.broker().status().paused()).isFalse();
        assertThat(fixture.broker().status().delivered()).isEqualTo(20);
    }

    @Test
    void countsAny503OfAnotherKind() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();
        fixture.subscriber.answering(Answer.problem(503, "store-busy", "later"));

        fixture.send("a", "1");

        fixture.drained();
        assertThat(fixture.deadLetters()).hasSize(1);
    }

    @Test
    void buriesAnEventThatGoesRoundInCircles() {
        fixture.trigger("sub", "a", BrokerFixture.FAST).start();

        fixture.send("a", "fine", Map.of("hops", "64"));
        fixture.send("a", "circling", Map.of("hops", "65"));

        fixture.drained();
        assertThat(fixture.subscriber.ids("/sub")).containsExactly("fine");
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.eventId()).isEqualTo("circling");
            assertThat(letter.reason()).contains("loop");
        });
    }
}
