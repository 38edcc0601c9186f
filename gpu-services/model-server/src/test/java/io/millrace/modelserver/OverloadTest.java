package io.millrace.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * More than the server takes: 200 requests at once to a line of 64, with workers that are held until all have come; with
 * {@code -Dmillrace.full=true} ten waves more, of longer texts, as fast as they go. The others are told at once to come back, those that were taken are answered in
 * time, nothing stays behind, and the next request is served as if nothing had been.
 */
class OverloadTest {

    private static final boolean FULL = Boolean.getBoolean("millrace.full");
    private static final int REQUESTS = 200;
    private static final int LINE = 64;
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1 << 20;
    private static final String SHORT = "{\"input\": \"water turns the wheel\", \"input_type\": \"passage\"}";
    private static final String LONG =
            "{\"input\": \"" + "water turns the wheel ".repeat(20) + "\", \"input_type\": \"passage\"}";

    private record Answer(HttpResponse<String> response, long nanos) {
        int status() {
            return response.statusCode();
        }
    }

    @Test
    void tellsTheRestToComeBackAndServesWhatItTook() throws Exception {
        try (RunningServer server = RunningServer.with(RunningServer.EMBEDDER, null, LINE, null)) {
            heldWave(server);
            long before = usedBytes();
            for (int wave = 0; wave < 2; wave++) {
                check(server, heldWave(server), LINE);
            }
            for (int wave = 0; FULL && wave < 10; wave++) {
                check(server, wave(server, LONG, new AtomicInteger()), REQUESTS);
            }
            assertThat(server.get("/metrics").body()).contains("te_queue_size 0\n");
            assertThat(usedBytes() - before).isLessThan(8 * MEGABYTE);
        }
    }

    /** @param most that may have been taken */
    private static void check(RunningServer server, List<Answer> answers, int most) throws Exception {
        List<Answer> taken =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        List<Answer> refused =
                answers.stream().filter(answer -> answer.status() == 429).toList();

        assertThat(taken).hasSizeBetween(LINE, most);
        assertThat(refused)
                .hasSize(REQUESTS - taken.size())
                .allSatisfy(answer -> assertThat(answer.response().headers().firstValueAsLong("Retry-After"))
                        .isPresent());
        assertThat(percentile(taken, .99)).isLessThan(DEADLINE.toNanos());
        // It recovers at once.
        assertThat(server.models().workers().waiting()).isZero();
        assertThat(server.post("/v1/embeddings", SHORT).statusCode()).isEqualTo(200);
    }

    /** The workers begin when all that do not fit have been refused. */
    private static List<Answer> heldWave(RunningServer server) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        try (HeldWorkers held = HeldWorkers.of(server);
                ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Answer>> answers = caller.submit(() -> wave(server, SHORT, answered));
            while (answered.get() < REQUESTS - LINE) {
                Thread.onSpinWait();
            }
            held.letGo();
            return answers.get();
        }
    }

    @Test
    void aQuestionIsServedWhileTheLineOfPassagesIsFull() throws Exception {
        try (RunningServer server = RunningServer.with(RunningServer.EMBEDDER, null, 1, null);
                HeldWorkers held = HeldWorkers.of(server);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            String passage = "{\"input\": \"water\", \"input_type\": \"passage\"}";
            Future<HttpResponse<String>> waiting = callers.submit(() -> server.post("/v1/embeddings", passage));
            held.awaitWaiting(1);

            assertThat(server.post("/v1/embeddings", passage).statusCode()).isEqualTo(429);
            Future<HttpResponse<String>> question =
                    callers.submit(() -> server.post("/v1/embeddings", "{\"input\": \"water\"}"));
            held.awaitWaiting(2);
            held.letGo();
            assertThat(question.get().statusCode()).isEqualTo(200);
            assertThat(waiting.get().statusCode()).isEqualTo(200);
        }
    }

    private static List<Answer> wave(RunningServer server, String body, AtomicInteger answered) throws Exception {
        CyclicBarrier together = new CyclicBarrier(REQUESTS);
        List<Future<Answer>> futures = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < REQUESTS; i++) {
                futures.add(callers.submit(() -> {
                    together.await();
                    long began = System.nanoTime();
                    try {
                        HttpResponse<String> response = server.post(
                                "/v1/embeddings", body, "X-Request-Timeout-Ms", Long.toString(DEADLINE.toMillis()));
                        return new Answer(response, System.nanoTime() - began);
                    } finally {
                        answered.incrementAndGet();
                    }
                }));
            }
        }
        List<Answer> answers = new ArrayList<>();
        for (Future<Answer> future : futures) {
            answers.add(future.get());
        }
        return answers;
    }

    private static long percentile(List<Answer> answers, double share) {
        long[] nanos = answers.stream().mapToLong(Answer::nanos).sorted().toArray();
        return nanos[(int) Math.ceil(share * nanos.length) - 1];
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
