package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.client.OpenAiGenerator;
import io.millrace.core.answer.GenerationRequest;
import io.millrace.core.answer.GenerationRequest.Message;
import io.millrace.core.answer.GenerationRequest.Role;
import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has to wait for the generator, who is turned away, and who no longer waits. */
class GenerationLineTest {

    private static final LlamaGenerator.Listener SILENT = new LlamaGenerator.Listener() {
        @Override
        public void text(String piece) {}

        @Override
        public void waiting() {}
    };

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.withGenerator();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Whoever has left in line is forgotten, and whoever has left in a slot frees it. */
    @AfterEach
    void nobodyIsLeft() {
        Awaitility.await().until(() -> llama().waiting() == 0 && llama().running() == 0);
    }

    @Test
    void aReplyEndsWhenItsCallerNoLongerWaits() throws Exception {
        String story =
                "\"messages\": [{\"role\": \"user\", \"content\": \"Tell a long story about a river.\"}], \"max_tokens\": 1900";

        HttpResponse<String> whole =
                server.post("/v1/chat/completions", "{" + story + "}", "X-Request-Timeout-Ms", "700");
        HttpResponse<String> streamed = server.post(
                "/v1/chat/completions", "{\"stream\": true, " + story + "}", "X-Request-Timeout-Ms", "2500");

        assertThat(whole.statusCode()).isEqualTo(504);
        assertThat(whole.body()).contains("deadline-passed");
        assertThat(whole.headers().firstValue("Retry-After")).isPresent();
        // On a machine that is busy the first word may not have come by then.
        assertThat(streamed.statusCode()).isIn(200, 504);
        assertThat(streamed.body()).contains("\"code\":\"deadline-passed\"").doesNotContain("[DONE]");
    }

    /** Memory may run out anywhere; without an event its caller would wait for ever. */
    @Test
    @Timeout(30)
    void whoseReplyEndsInAnErrorIsTold() {
        List<ChatRequest.Message> messages = new AbstractList<>() {
            @Override
            public ChatRequest.Message get(int index) {
                throw new OutOfMemoryError("of this test");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        ChatRequest request = new ChatRequest(null, messages, 10, 0, 1, List.of(), null, null, false, false);

        assertThatThrownBy(() -> llama().generate(request, Deadline.NONE, SILENT))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        failed -> assertThat(failed.problem().code()).isEqualTo("model-failed"))
                .hasMessageNotContaining("of this test");
    }

    @Test
    void whoWaitsInLineUntilItsDeadlineCostsNoGeneration() throws Exception {
        CountDownLatch begun = new CountDownLatch(LlamaGenerator.SLOTS);
        List<Thread> callers = new ArrayList<>();
        try {
            for (int i = 0; i < LlamaGenerator.SLOTS; i++) {
                callers.add(caller(chat("Tell a long story about a river."), begun::countDown));
            }
            begun.await();

            assertThatThrownBy(
                            () -> llama().generate(chat("Name a colour."), Deadline.in(Duration.ofMillis(50)), SILENT))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            late -> assertThat(late.problem().code()).isEqualTo("deadline-passed"));
            assertThat(llama().waiting()).isZero();
        } finally {
            callers.forEach(Thread::interrupt);
        }
    }

    @Test
    void whatFitsNeitherASlotNorTheLineIsToldWhenToComeBack() throws Exception {
        CountDownLatch begun = new CountDownLatch(LlamaGenerator.SLOTS);
        List<Thread> callers = new ArrayList<>();
        ChatRequest story = chat("Tell a long story about a river.");
        try {
            for (int i = 0; i < LlamaGenerator.SLOTS; i++) {
                callers.add(caller(story, begun::countDown));
            }
            begun.await();
            for (int i = 0; i < LlamaGenerator.MAX_WAITING; i++) {
                callers.add(caller(story, () -> {}));
            }
            Awaitility.await().until(() -> llama().waiting() == LlamaGenerator.MAX_WAITING);

            HttpResponse<String> response = server.post(
                    "/v1/chat/completions", "{\"messages\": [{\"role\": \"user\", \"content\": \"Name a colour.\"}]}");

            assertThat(response.statusCode()).isEqualTo(429);
            assertThat(response.body()).contains("generator-busy");
            assertThat(Integer.parseInt(
                            response.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
        } finally {
            callers.forEach(Thread::interrupt);
        }
    }

    @Test
    void aCallerThatLeavesFreesTheSlot() {
        OpenAiGenerator client = new OpenAiGenerator(server.endpoint(RunningServer.GENERATOR), false);
        GenerationRequest story = new GenerationRequest(
                List.of(new Message(Role.USER, "Tell a long story about a river.")), 1900, 0, Duration.ofMinutes(2));

        assertThatThrownBy(() -> client.generate(story, piece -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
    }

    private static LlamaGenerator llama() {
        return ((GeneratorState.Ready) server.models().generator()).generator();
    }

    private static ChatRequest chat(String question) {
        return new ChatRequest(
                null,
                List.of(new ChatRequest.Message("user", question)),
                1900,
                0,
                1,
                List.of(),
                null,
                null,
                false,
                false);
    }

    /** Waits for its reply until it is interrupted. */
    private static Thread caller(ChatRequest request, Runnable begun) {
        return Thread.ofVirtual().start(() -> {
            try {
                llama().generate(request, Deadline.NONE, new LlamaGenerator.Listener() {
                    private boolean first = true;

                    @Override
                    public void text(String piece) {
                        if (first) {
                            first = false;
                            begun.run();
                        }
                    }

                    @Override
                    public void waiting() {}
                });
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
