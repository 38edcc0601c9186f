package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.QuestionFailed;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSinkTest {

    private static final EventEnvelope EVENT = EventEnvelope.of(
            EventType.QUESTION_FAILED,
            new QuestionFailed("5d41402abc4b2a76b9719d911017c592", "default", "some-code", "why"),
            "answering",
            EventContext.start("default"));

    private final MockWebServer broker = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        broker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void sendsABinaryEventWithEveryAttribute() throws InterruptedException {
        broker.enqueue(new MockResponse.Builder().code(202).build());

        sink().publish(EVENT);

        RecordedRequest request = broker.takeRequest();
        assertThat(request.getHeaders().get("ce-specversion")).isEqualTo("1.0");
        assertThat(request.getHeaders().get("ce-id")).isEqualTo(EVENT.id());
        assertThat(request.getHeaders().get("ce-type")).isEqualTo("millrace.question.failed.v1");
        assertThat(request.getHeaders().get("ce-source")).isEqualTo("/millrace/answering");
        assertThat(request.getHeaders().get("ce-partitionkey")).isEqualTo(EVENT.subject());
        assertThat(request.getHeaders().get("ce-hops")).isEqualTo("1");
        assertThat(request.getHeaders().get("ce-dataschema"))
                .isEqualTo("urn:millrace:schema:millrace.question.failed.v1");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/json");
        assertThat(request.getBody()).isNotNull();
        assertThat(request.getBody().utf8()).isEqualTo(EVENT.json());
    }

    @Test
    void whoHasATokenForTheBrokerShowsTheCurrentOne(@TempDir Path folder) throws Exception {
        Path token = folder.resolve("token");
        EventSink sink =
                new EventSink(Optional.of(broker.url("/millrace/millrace").toString()), token);
        for (String current : List.of("", "first", "second")) {
            if (!current.isEmpty()) {
                Files.writeString(token, current + "\n");
            }
            broker.enqueue(new MockResponse.Builder().code(202).build());

            sink.publish(EVENT);

            assertThat(broker.takeRequest().getHeaders().get("Authorization"))
                    .isEqualTo(current.isEmpty() ? null : "Bearer " + current);
        }
    }

    @Test
    void aBrokerThatRefusesWhoPostsSaysWhereToLook() {
        broker.enqueue(new MockResponse.Builder().code(403).build());

        assertThatThrownBy(() -> sink().publish(EVENT)).hasMessageContaining("EventPolicy");
    }

    @Test
    void aBrokerThatIsNotReachedAtOnceIsWaitedFor() throws Exception {
        int port = broker.getPort();
        EventSink sink = sink();
        broker.close();
        CompletableFuture<Void> published = CompletableFuture.runAsync(() -> sink.publish(EVENT));
        assertThatThrownBy(() -> published.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        try (MockWebServer late = new MockWebServer()) {
            late.enqueue(new MockResponse.Builder().code(202).build());
            late.start(InetAddress.getLoopbackAddress(), port);

            assertThat(published).succeedsWithin(Duration.ofSeconds(10));
        }
    }

    @Test
    void aBrokerThatCannotStoreIsARetryableProblem() {
        broker.enqueue(new MockResponse.Builder().code(503).build());

        assertUnavailable(sink(), "broker-unavailable");
    }

    @Test
    void aBrokerThatIsAwayIsARetryableProblem() {
        EventSink sink = sink();
        broker.close();

        assertUnavailable(sink, "broker-unavailable");
    }

    @Test
    void aBrokerOfHttpsIsSpokenToInTls() throws IOException {
        try (ServerSocket secure = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> {
                try (Socket caller = secure.accept()) {
                    return caller.getInputStream().read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            assertUnavailable(
                    new EventSink(Optional.of("HTTPS://127.0.0.1:" + secure.getLocalPort() + "/millrace")),
                    "broker-unavailable");

            assertThat(first)
                    .as("a record of TLS that is a handshake")
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(22);
        }
    }

    @Test
    void aFunctionThatIsBoundToNoBrokerSaysSo() {
        assertUnavailable(new EventSink(Optional.empty()), "sink-not-configured");
    }

    @Test
    void theSameContentGivesTheSameId() {
        EventEnvelope again = EventEnvelope.of(
                EventType.QUESTION_FAILED, EVENT.payload(), "answering", EventContext.start("default"));

        assertThat(again.id()).isEqualTo(EVENT.id());
    }

    private static void assertUnavailable(EventSink sink, String code) {
        assertThatThrownBy(() -> sink.publish(EVENT)).isInstanceOfSatisfying(ProblemException.class, failure -> {
            assertThat(failure.problem().code()).isEqualTo(code);
            assertThat(failure.problem().category().retryable()).isTrue();
        });
    }

    private EventSink sink() {
        return new EventSink(Optional.of(broker.url("/millrace/millrace").toString()));
    }
}
