package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.FunctionContract;
import io.millrace.local.Corpus.Document;
import io.millrace.testkit.PostgresServer;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each function's own deployable in a process of its own, on PostgreSQL: started by what is asked of it, ended when nothing is, and killed at random moments; and change capture's,
 * which is there while a database is. A few
 * documents and two kills; with {@code -Dmillrace.full=true} SciFact and thirty.
 */
class SeparateProcessesIT {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int KILLS = TestSize.of(2, 30);
    private static final int UPLOADERS = 8;
    private static final int IDLE_SECONDS = 3;
    private static final int FEW = 24;
    private static final Path SCIFACT =
            Path.of(System.getProperty("millrace.repository"), "..", "shared", "eval", "scifact");

    private static SeparateStack stack;

    @BeforeAll
    @SuppressWarnings("NullAway.Init")
    static void start(@TempDir Path data) throws IOException {
        stack = SeparateStack.start(data, IDLE_SECONDS);
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void eachFunctionStartsByItselfAndRefusesABadEvent() throws Exception {
        Map<String, Future<HttpResponse<String>>> answers = new TreeMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (String function : FunctionContract.PROGRAMS) {
                String path = function.equals("dead-letters") ? "/dead-letters" : "/";
                answers.put(function, threads.submit(() -> answerOf(function, path)));
            }
        }
        for (String function : answers.keySet()) {
            HttpResponse<String> answer = answers.get(function).get();
            if (function.equals("dead-letters")) {
                // Dead letters of nobody are taken.
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
            } else {
                assertThat(answer.statusCode()).as(function + answer.body()).isEqualTo(400);
                assertThat(answer.body()).contains("urn:millrace:problem:event-attribute-missing");
            }
        }
        assertThat(stack.starts()).containsOnlyKeys(FunctionContract.PROGRAMS).doesNotContainValue(0);
    }

    /** Asks again where a start took longer than a request may, as on a machine with much else to do. */
    private static HttpResponse<String> answerOf(String function, String path) {
        HttpResponse<String> answer = stack.postJson(stack.function(function, path), "{}");
        for (int tries = 1; answer.statusCode() == 504 && tries < 5; tries++) {
            answer = stack.postJson(stack.function(function, path), "{}");
        }
        return answer;
    }

    @Test
    void whoeverNotifiesFindsIntakeWhereItWas() throws IOException {
        URI before = stack.function("intake", "/notifications");

        stack.kill("broker");

        assertThat(stack.function("intake", "/notifications")).isEqualTo(before);
    }

    /** Answering knows no buckets; reindexing looks for it. */
    @Test
    void aBucketThatCanNotBeListedIsRefusedWithTheReason() {
        HttpResponse<String> answer = stack.postJson(stack.api("/v1/sources"), "{\"root\": \"s3://reservoir/in/\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("source-unlistable", "can't reach s3://reservoir/");
        assertThat(stack.get("/v1/sources").path("sources")).isEmpty();
    }

    /** More than a web server takes by default. */
    @Test
    void anUploadMayBeLarge() {
        String form = "--edge\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n" + "x".repeat(20 << 20)
                + "\r\n--edge--\r\n";
        HttpResponse<String> answer = stack.send(HttpRequest.newBuilder(stack.api("/v1/documents"))
                .header("Content-Type", "multipart/form-data; boundary=edge")
                .POST(BodyPublishers.ofString(form)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("form-empty");
    }

    @Test
    void whatHasNothingToDoEndsAndAnEventStartsIt() throws IOException {
        upload(new Document("sluice", "The sluice", "The sluice gate is painted in a green that nobody else uses."));
        stack.awaitQuiet(Duration.ofMinutes(6));
        RunningStack.await(Duration.ofMinutes(1), stack::allStopped);
        Map<String, Integer> before = stack.starts();

        // From here on only answering is asked; the others get events.
        upload(new Document("weir", "The weir", "The weir holds back the river when the harvest is late."));
        stack.awaitQuiet(Duration.ofMinutes(6));
        JsonNode answer = stack.json(stack.postJson(stack.api("/v1/chat/completions"), """
                {"model": "millrace-quote", "messages": [{"role": "user", "content": "What holds back the river when the harvest is late?"}]}"""));

        assertThat(answer.at("/choices/0/message/content").asText()).contains("The weir holds back the river");
        Map<String, Integer> after = stack.starts();
        for (String function : List.of("answering", "chunking", "embedding")) {
            assertThat(after.get(function)).as(function).isGreaterThan(before.get(function));
        }
        assertThat(after.get("reranking")).isEqualTo(before.get("reranking"));
        assertThat(stack.get("/v1/status").path("processes").findValuesAsText("name"))
                .contains("broker", "answering")
                .doesNotContain("reranking");
    }

    @Test
    void aDatabasesLogIsFollowedByAProcessThatMayDie(@TempDir Path folder) throws Exception {
        RowShop shop = new RowShop(PostgresServer.shared().url(), SEED);
        shop.create(3);
        Path mapping = Files.writeString(folder.resolve("shop.yaml"), shop.mapping());
        assertThat(stack.running()).doesNotContainKey(CaptureProcess.NAME);
        try {
            stack.said("sources", "add", "--no-wait", mapping.toString());
            RunningStack.await(() -> capture().path("state").asText().equals("capturing"));
            shop.rename(1, "quoin key");
            RunningStack.await(() -> finds("quoin key"));

            long killed = Objects.requireNonNull(stack.running().get(CaptureProcess.NAME));
            stack.kill(CaptureProcess.NAME);
            shop.rename(1, "windlass");
            // It is looked at every second.
            RunningStack.await(Duration.ofSeconds(10), () -> {
                Long begun = stack.running().get(CaptureProcess.NAME);
                return begun != null && begun != killed;
            });
            RunningStack.await(() -> finds("windlass"));

            // The new process has read it in the log, whether or not the comparison at the start came before it.
            RunningStack.await(() -> capture().path("events").asLong() > 0
                    && capture().path("lagSeconds").asLong(1) == 0);
            assertThat(stack.metrics())
                    .contains("millrace_capture_lag_seconds{source=\"shop\"} 0.0\n")
                    .contains("millrace_capture_connected{source=\"shop\"} 1.0\n")
                    .doesNotContain("windlass", "products");

            stack.said("sources", "remove", RowShop.NAME);
            RunningStack.await(() -> !stack.running().containsKey(CaptureProcess.NAME));
            assertThat(stack.get("/v1/status").path("capture")).isEmpty();
            assertThat(stack.metrics()).isEmpty();
        } finally {
            shop.dropSlots();
        }
    }

    private static JsonNode capture() {
        return stack.processes().path("capture").path(0);
    }

    private static boolean finds(String words) {
        HttpResponse<String> answer =
                stack.postJson(stack.api("/v1/search"), "{\"query\": \"" + words + "\", \"k\": 3}");
        return stack.json(answer).path("passages").findValuesAsText("text").stream()
                .anyMatch(text -> text.contains(words));
    }

    @Test
    void killsAtRandomMomentsLoseNothing() throws IOException {
        PassedCheck check = PassedCheck.named("kills-of-separate-processes");
        assumeThat(check.isOnRecord())
                .as("passed on this commit with this seed before")
                .isFalse();
        System.out.println("SeparateProcessesIT with -Dmillrace.seed=" + SEED + " " + TestSize.text());
        List<Document> documents = documents();
        Map<String, Document> accepted = new ConcurrentHashMap<>();
        Random random = new Random(SEED);
        Thread uploads = Thread.ofPlatform().start(() -> uploadAll(documents, accepted));
        for (int kill = 0; kill < KILLS; kill++) {
            // The last third of the kills hits what is still under way when all is accepted.
            int after = Math.min(documents.size(), documents.size() * (kill + 1) * 3 / (2 * (KILLS + 1)));
            RunningStack.await(Duration.ofMinutes(20), () -> accepted.size() >= after);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1500)));
            List<String> victims = stack.victims();
            String victim = victims.get(random.nextInt(victims.size()));
            System.out.println("kill " + (kill + 1) + ": " + victim);
            stack.kill(victim);
        }
        join(uploads);
        stack.awaitQuiet(Duration.ofMinutes(TestSize.isFull() ? 30 : 6));

        assertThat(stack.deadLetters()).isEmpty();
        assertThat(accepted).hasSize(documents.size());
        List<String> lost = new ArrayList<>();
        accepted.forEach((id, document) -> {
            if (!textOf(id).equals(visible(document.text()))) {
                lost.add(document.id());
            }
        });
        assertThat(lost).isEmpty();
        check.record();
    }

    private static List<Document> documents() throws IOException {
        return TestSize.isFull() && Files.isDirectory(SCIFACT)
                ? Corpus.scifact(SCIFACT).documents()
                : Corpus.small(SEED).documents().subList(1, 1 + FEW);
    }

    /** Passages don't overlap and leave nothing out: together they are the document. */
    private static String textOf(String id) {
        StringBuilder text = new StringBuilder();
        stack.get("/v1/documents/" + id + "/chunks")
                .path("chunks")
                .forEach(chunk -> text.append(chunk.path("text").asText()));
        return visible(text.toString());
    }

    /** The parser gives text one spelling: one kind of space, no control characters or invisible marks, ligatures as letters. */
    private static String visible(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("[\\s\\p{Z}\\p{C}]+", "");
    }

    /** Sends every document until it is accepted, as a client does that knows its uploads can be repeated. */
    private static void uploadAll(List<Document> documents, Map<String, Document> accepted) {
        Queue<Document> waiting = new ConcurrentLinkedQueue<>(documents);
        try (ExecutorService uploaders = Executors.newFixedThreadPool(UPLOADERS)) {
            for (int i = 0; i < UPLOADERS; i++) {
                uploaders.execute(() -> {
                    for (Document next = waiting.poll(); next != null; next = waiting.poll()) {
                        accepted.put(upload(next), next);
                    }
                });
            }
        }
    }

    /** Returns its id. */
    private static String upload(Document document) {
        while (true) {
            Optional<String> id = tryUpload(document);
            if (id.isPresent()) {
                return id.get();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private static Optional<String> tryUpload(Document document) {
        try {
            HttpResponse<String> answer = stack.send(HttpRequest.newBuilder(stack.api(document.path()))
                    .header("Content-Type", "text/plain")
                    .header("Idempotency-Key", document.id())
                    .POST(BodyPublishers.ofString(document.text())));
            return answer.statusCode() == 202
                    ? Optional.of(stack.json(answer).path("id").asText())
                    : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
