package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.contracts.EventContext;
import io.millrace.contracts.EventEnvelope;
import io.millrace.contracts.EventType;
import io.millrace.contracts.QuestionFailed;
import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
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
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        EventSink sink = new EventSink(
                Optional.of(broker.url("/millrace/millrace").toString()),
                Optional.empty(),
                folder.resolve("none"),
                token);
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

        assertUnavailable(sink(), "broker-unavailable", "answered 503");
    }

    @ParameterizedTest
    @CsvSource({"400, UNPROCESSABLE", "413, TOO_LARGE", "422, UNPROCESSABLE"})
    void anEventThatTheBrokerDoesNotTakeIsAFinalProblem(int status, Category category) {
        broker.enqueue(new MockResponse.Builder().code(status).build());

        assertThatThrownBy(() -> sink().publish(EVENT)).isInstanceOfSatisfying(ProblemException.class, failure -> {
            assertThat(failure.problem().category()).isEqualTo(category);
            assertThat(failure.problem().category().retryable()).isFalse();
        });
    }

    @Test
    void aBrokerThatIsAwayIsARetryableProblem() {
        EventSink sink = sink();
        broker.close();

        assertUnavailable(sink, "broker-unavailable", "reached");
    }

    @Test
    void aBrokerOfHttpsIsTrustedByTheAuthorityThatKnativeGives() throws IOException {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate other =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate ingress = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .signedBy(authority)
                .build();
        try (MockWebServer secure = new MockWebServer()) {
            secure.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(ingress, authority.certificate())
                    .build()
                    .sslSocketFactory());
            secure.start(InetAddress.getLoopbackAddress(), 0);
            Optional<String> address = Optional.of("HTTPS://127.0.0.1:" + secure.getPort() + "/millrace/millrace");
            secure.enqueue(new MockResponse.Builder().code(202).build());

            new EventSink(address, Optional.of(other.certificatePem() + authority.certificatePem())).publish(EVENT);

            assertThat(secure.getRequestCount()).isEqualTo(1);
            assertUnavailable(
                    new EventSink(address, Optional.of(other.certificatePem())), "broker-unavailable", "K_CA_CERTS");
            assertUnavailable(new EventSink(address, Optional.empty()), "broker-unavailable", "K_CA_CERTS");
        }
    }

    @Test
    void anAuthorityOfTheClusterIsTrusted(@TempDir Path folder) throws IOException {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        Files.createDirectory(folder.resolve("..data"));
        Files.writeString(folder.resolve("ca.crt"), authority.certificatePem());

        assertThat(SinkAuthorities.trusted(Optional.empty(), folder)
                        .trustManager()
                        .getAcceptedIssuers())
                .contains(authority.certificate())
                .hasSizeGreaterThan(1);
    }

    @Test
    void whatIsNoCertificateNamesItself(@TempDir Path folder) {
        assertThatThrownBy(() -> SinkAuthorities.trusted(Optional.of("-----BEGIN CERTIFICATE-----\nQUJD"), folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("K_CA_CERTS holds what is no certificate");
    }

    @Test
    void aFunctionThatIsBoundToNoBrokerSaysSo() {
        assertUnavailable(new EventSink(Optional.empty(), Optional.empty()), "sink-not-configured", "SinkBinding");
    }

    @Test
    void theSameContentGivesTheSameId() {
        EventEnvelope again = EventEnvelope.of(
                EventType.QUESTION_FAILED, EVENT.payload(), "answering", EventContext.start("default"));

        assertThat(again.id()).isEqualTo(EVENT.id());
    }

    private static void assertUnavailable(EventSink sink, String code, String word) {
        assertThatThrownBy(() -> sink.publish(EVENT)).isInstanceOfSatisfying(ProblemException.class, failure -> {
            assertThat(failure.problem().code()).isEqualTo(code);
            assertThat(failure.problem().detail()).contains(word);
            assertThat(failure.problem().category().retryable()).isTrue();
        });
    }

    private EventSink sink() {
        return new EventSink(Optional.of(broker.url("/millrace/millrace").toString()), Optional.empty());
    }
}
