package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.Problem.Category;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call does that may be sent to one of several servers. */
class SeveralAddressesTest {

    private static final String VECTOR = "{\"data\":[{\"index\":0,\"embedding\":[1]}]}";
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    @Test
    void whereOneIsAwayAnotherIsAsked() {
        try (FakeServer there = new FakeServer()) {
            for (int i = 0; i < 10; i++) {
                there.answers(200, VECTOR);
            }
            OpenAiEmbedder embedder = embedder(NOBODY, there.base());
            for (int i = 0; i < 10; i++) {
                assertThat(embedder.embedQuestion("why?").dimension()).isEqualTo(1);
            }
            assertThat(there.requests()).isEqualTo(10);
            assertThat(embedder.ready()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503})
    void whereOneRefusesAnotherIsAsked(int status) {
        try (FakeServer refusing = new FakeServer();
                FakeServer there = new FakeServer()) {
            for (int i = 0; i < 20; i++) {
                refusing.answers(status, "");
                there.answers(200, VECTOR);
            }
            OpenAiEmbedder embedder = embedder(refusing.base(), there.base());
            for (int i = 0; i < 20; i++) {
                embedder.embedQuestion("why?");
            }
            assertThat(there.requests()).isEqualTo(20);
            // By lot it was the first to be asked about every other time, until it was passed over; one that is busy is
            // not.
            assertThat(refusing.requests()).isBetween(1, status == 429 ? 20 : 3);
        }
    }

    @Test
    void whoAsksToBeLeftAloneIs() {
        try (FakeServer busy = new FakeServer();
                FakeServer there = new FakeServer()) {
            for (int i = 0; i < 20; i++) {
                busy.answers(new MockResponse.Builder()
                        .code(429)
                        .addHeader("Retry-After", "20")
                        .build());
                there.answers(200, VECTOR);
            }
            OpenAiEmbedder embedder = embedder(busy.base(), there.base());
            for (int i = 0; i < 20; i++) {
                embedder.embedQuestion("why?");
            }
            assertThat(busy.requests()).isEqualTo(1);
        }
    }

    @Test
    void whereAllRefuseTheLastRefusalIsToldAndEachWasAskedOnce() {
        try (FakeServer one = new FakeServer().answers(429, "");
                FakeServer other = new FakeServer().answers(429, "")) {
            assertThatThrownBy(() -> embedder(one.base(), other.base()).embedQuestion("why?"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            failure -> assertThat(failure.problem().category()).isEqualTo(Category.BUSY));
            assertThat(one.requests() + other.requests()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 413, 424, 500, 504})
    void whatAnotherWouldAnswerAlikeOrMayHaveCostMuchIsNotAskedTwice(int status) {
        try (FakeServer one = new FakeServer().answers(status, "");
                FakeServer other = new FakeServer().answers(status, "")) {
            assertThatThrownBy(() -> embedder(one.base(), other.base()).embedQuestion("why?"))
                    .isInstanceOf(ProblemException.class);
            assertThat(one.requests() + other.requests()).isEqualTo(1);
        }
    }

    @Test
    void whatWasSentAndGotNoAnswerIsNotSentAgain() {
        MockResponse none = new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket())
                .build();
        try (FakeServer one = new FakeServer().answers(none);
                FakeServer other = new FakeServer().answers(none)) {
            assertThatThrownBy(() -> embedder(one.base(), other.base()).embedQuestion("why?"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            failure -> assertThat(failure.problem().category()).isEqualTo(Category.UNAVAILABLE));
            assertThat(one.requests() + other.requests()).isEqualTo(1);
        }
    }

    @Test
    void theOneWithFewestCallsIsAsked() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        MockResponse slow = new MockResponse.Builder()
                .body(VECTOR)
                .headersDelay(1, TimeUnit.MINUTES)
                .build();
        try (FakeServer one = new FakeServer();
                FakeServer other = new FakeServer()) {
            one.answers(slow);
            other.answers(slow);
            OpenAiEmbedder embedder = embedder(one.base(), other.base());
            Thread first = Thread.startVirtualThread(() -> {
                asked.countDown();
                try {
                    embedder.embedQuestion("first");
                } catch (ProblemException e) {
                    // The server closes before it answers.
                }
            });
            asked.await();
            while (one.requests() + other.requests() == 0) {
                Thread.onSpinWait();
            }
            FakeServer idle = one.requests() == 0 ? one : other;
            idle.answersFirst(VECTOR, 10);
            for (int i = 0; i < 10; i++) {
                embedder.embedQuestion("next");
            }
            assertThat(idle.requests()).isEqualTo(10);
            assertThat(one.requests() + other.requests()).isEqualTo(11);
            first.interrupt();
        }
    }

    @Test
    void aSlowQuestionIsAskedOfASecondServerToo() {
        MockResponse slow = new MockResponse.Builder()
                .body(VECTOR)
                .headersDelay(1, TimeUnit.MINUTES)
                .build();
        try (FakeServer one = new FakeServer();
                FakeServer other = new FakeServer()) {
            one.answers(slow);
            other.answersFirst(VECTOR, 1);
            OpenAiEmbedder embedder = hedged(one, other, Duration.ofMillis(20));

            assertThat(embedder.embedQuestion("why?").dimension()).isEqualTo(1);
            assertThat(other.requests()).isEqualTo(1);
        }
    }

    @Test
    void whereBothFailTheFailureIsTold() {
        try (FakeServer one = new FakeServer().answers(400, "");
                FakeServer other = new FakeServer().answers(400, "")) {
            OpenAiEmbedder embedder = hedged(one, other, Duration.ofSeconds(5));

            assertThatThrownBy(() -> embedder.embedQuestion("why?"))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            failure -> assertThat(failure.problem().category()).isEqualTo(Category.UNPROCESSABLE));
        }
    }

    @Test
    void handsOnTheTrace() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        try (FakeServer server = new FakeServer().answers(200, VECTOR)) {
            new OpenAiEmbedder(new ModelEndpoint(
                            List.of(server.base()),
                            "m",
                            Duration.ofSeconds(5),
                            null,
                            new HttpSettings(1, false, () -> Optional.of(trace), ModelCallListener.NONE)))
                    .embedQuestion("why?");

            assertThat(server.request().getHeaders().get("traceparent")).isEqualTo(trace);
        }
    }

    @Test
    void speaksHttp2FromTheFirstByteWhereToldTo() throws Exception {
        try (FakeServer server = new FakeServer(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).answers(200, VECTOR)) {
            new OpenAiEmbedder(new ModelEndpoint(
                            List.of(server.base()),
                            "m",
                            Duration.ofSeconds(5),
                            null,
                            new HttpSettings(1, true, TraceContext.NONE, ModelCallListener.NONE)))
                    .embedQuestion("why?");

            assertThat(server.request().getVersion()).isEqualTo("HTTP/2");
        }
    }

    @Test
    void refusesHttp2ByPriorKnowledgeOverTls() {
        assertThatThrownBy(() -> new ModelEndpoint(
                        List.of(URI.create("https://models")),
                        "m",
                        Duration.ofSeconds(1),
                        null,
                        new HttpSettings(1, true, TraceContext.NONE, ModelCallListener.NONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://models");
    }

    @Test
    void speaksTlsToAnAddressOfHttps() throws IOException {
        try (ServerSocket secure = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> {
                try (Socket caller = secure.accept()) {
                    return caller.getInputStream().read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            OpenAiEmbedder embedder = embedder(URI.create("https://127.0.0.1:" + secure.getLocalPort()));

            assertThatThrownBy(() -> embedder.embedQuestion("why?")).isInstanceOf(ProblemException.class);

            assertThat(first)
                    .as("a record of TLS that is a handshake")
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(22);
        }
    }

    private static OpenAiEmbedder embedder(URI... bases) {
        return new OpenAiEmbedder(several(new ArrayList<>(List.of(bases))));
    }

    private static OpenAiEmbedder hedged(FakeServer one, FakeServer other, Duration after) {
        return new OpenAiEmbedder(
                several(List.of(one.base(), other.base())), EmbeddingsApi.EXTENDED, Optional.of(after));
    }

    private static ModelEndpoint several(List<URI> bases) {
        return new ModelEndpoint(bases, "all-minilm", Duration.ofSeconds(5), null, HttpSettings.DEFAULT);
    }
}
