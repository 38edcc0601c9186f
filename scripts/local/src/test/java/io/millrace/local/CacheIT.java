package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cli.bench.FakeGenerator;
import io.millrace.core.access.ApiKey;
import io.millrace.core.access.Caller.Role;
import io.millrace.core.document.DocumentKey;
import io.millrace.source.folder.KeyFile;
import io.millrace.testkit.StoreEmulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that are given again, over HTTP: said so, as the asker wants, and never what is gone or may no longer be seen. */
class CacheIT {

    @TempDir
    static Path data;

    private static final int FILLERS = 180;
    private static final String[] CARGOES = {"salt", "timber", "slate", "wool", "lime", "clay", "iron"};
    private static final AtomicInteger odes = new AtomicInteger();

    private static FakeGenerator generator;
    private static RunningStack stack;
    private static Asker administrator;
    private static Asker ann;

    @BeforeAll
    static void start() throws IOException {
        generator = new FakeGenerator(Duration.ofMillis(2), FakeGenerator::passages);
        KeyFile keys = new KeyFile(data.resolve("keys.json"));
        stack = SteamLibrary.start(
                data,
                "-Dmillrace.generator.url=" + generator.url(),
                "-Dmillrace.generator.trusted=true",
                // By default an index would have to be ten times as large before one change is a small share of it.
                "-Dmillrace.cache.max-drift=0.02");
        administrator = new Asker(stack, key(keys, Set.of(), Role.ADMINISTRATOR));
        ann = new Asker(stack, key(keys, Set.of("user:ann"), Role.READER));
        // So many that one change is a small share of the index, and that the 30 that are reranked are far from all of
        // it.
        RunningStack.eightAtATime(
                FILLERS,
                i -> assertThat(administrator
                                .upload(
                                        "upload:/barge" + i,
                                        "Barge number " + i + " carried " + CARGOES[i % CARGOES.length] + ".",
                                        "public")
                                .statusCode())
                        .isEqualTo(202));
        stack.awaitQuiet();
    }

    private static String key(KeyFile keys, Set<String> principals, Role role) throws IOException {
        ApiKey.Created created = ApiKey.create("default", principals, role, 0, Instant.now(), new SecureRandom());
        keys.add(created.key());
        return created.presented();
    }

    @AfterAll
    static void stop() {
        stack.close();
        generator.close();
    }

    @Test
    void whatIsAskedAgainIsGivenAgainAndSaysSo() throws IOException {
        String question = "Which partner did James Watt get in 1775?";
        JsonNode first = ask(stack, question, "");
        int asked = generator.requests().size();
        JsonNode second = ask(stack, question, "");
        String stream = stack.send(chat(stack, question, true, "")).body();

        assertThat(first.at("/millrace/mode").asText()).isEqualTo("generate");
        assertThat(cached(first)).isFalse();
        assertThat(cached(second)).isTrue();
        assertThat(text(second)).isEqualTo(text(first)).isNotEmpty();
        assertThat(second.at("/millrace/citations")).isEqualTo(first.at("/millrace/citations"));
        assertThat(second.at("/usage/total_tokens").asInt()).isZero();
        assertThat(stream).contains("\"cached\":true").endsWith("data: [DONE]\n\n");
        assertThat(streamed(stream)).isEqualTo(text(first));
        assertThat(generator.requests()).hasSize(asked);
        assertThat(stack.status().at("/answerCache/hits").asInt()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void theAskerMayWantItMadeAnew() throws IOException {
        String question = "Where was James Watt born?";
        ask(stack, question, "");
        int asked = generator.requests().size();

        assertThat(cached(ask(stack, question, "no-cache"))).isFalse();
        assertThat(cached(ask(stack, question, "no-store"))).isFalse();
        assertThat(generator.requests()).hasSize(asked + 2);
        assertThat(cached(ask(stack, question, "max-age=60"))).isTrue();
    }

    @Test
    void whatIsRemovedIsGivenNoMore() throws IOException {
        administrator.upload("upload:/turbine", "The turbine of Whitby was built by Ada Finch.", "public");
        stack.awaitQuiet();
        String question = "Who built the turbine of Whitby?";
        assertThat(text(keptWithoutSearch(question))).contains("Ada Finch");

        String id = DocumentKey.of("default", "upload:/turbine").id();
        assertThat(administrator.delete("/v1/documents/" + id).statusCode()).isEqualTo(200);

        JsonNode now = ask(stack, question, "");
        assertThat(cached(now)).isFalse();
        assertThat(now.toString()).doesNotContain("Ada Finch");
    }

    @Test
    void whatIsEditedIsAnsweredAsItIs() throws IOException {
        administrator.upload("upload:/weir", "The weir of Kelso is nine feet high.", "public");
        stack.awaitQuiet();
        String question = "How high is the weir of Kelso?";
        assertThat(text(keptWithoutSearch(question))).contains("nine feet");

        administrator.upload("upload:/weir", "The weir of Kelso is twelve feet high.", "public");
        stack.awaitQuiet();

        JsonNode now = ask(stack, question, "");
        assertThat(cached(now)).isFalse();
        assertThat(text(now)).contains("twelve feet").doesNotContain("nine feet");
    }

    /** The answer, after it was given again without a search although the index has changed, in a way that has nothing to do with it. */
    private static JsonNode keptWithoutSearch(String question) throws IOException {
        assertThat(cached(ask(stack, question, ""))).isFalse();
        otherwiseChanged();
        long before = hits();
        JsonNode again = ask(stack, question, "");
        assertThat(cached(again)).isTrue();
        assertThat(hits()).isEqualTo(before + 1);
        return again;
    }

    /** One passage more; with one that is replaced later less than the share of the index that may change before all is searched for again. */
    private static void otherwiseChanged() throws IOException {
        assertThat(administrator
                        .upload(
                                "upload:/ode" + odes.incrementAndGet(),
                                "Sonnets rhyme; odes and elegies need not.",
                                "public")
                        .statusCode())
                .isEqualTo(202);
        stack.awaitQuiet();
    }

    private static long hits() {
        return stack.status().at("/answerCache/hits").asLong();
    }

    @Test
    void whoMayNotSeeItAnyMoreIsNotTold() throws IOException {
        String uri = "upload:/ledger";
        String text = "The ledger of the Morpeth mill lies under the third millstone.";
        String question = "Where does the ledger of the Morpeth mill lie?";
        administrator.upload(uri, text, "user:ann");
        stack.awaitQuiet();
        assertThat(ann.chat(question, false).body()).contains("third millstone").contains("\"cached\":false");
        otherwiseChanged();
        long before = hits();
        assertThat(ann.chat(question, false).body()).contains("third millstone").contains("\"cached\":true");
        assertThat(hits()).isEqualTo(before + 1);
        assertThat(ann.tool("ask", "question", question).body()).contains("third millstone");
        assertThat(administrator.chat(question, false).body()).doesNotContain("third millstone");

        administrator.upload(uri, text, "user:bob");
        stack.awaitQuiet();

        for (boolean streams : new boolean[] {false, true}) {
            HttpResponse<String> reply = ann.chat(question, streams);
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).doesNotContain("third millstone");
        }
        assertThat(ann.tool("ask", "question", question).body()).doesNotContain("third millstone");
    }

    @Test
    void whatManyAskAtOnceIsGeneratedOnce() throws IOException, ExecutionException, InterruptedException {
        String question = "When did James Watt patent the separate condenser, and what did it save?";
        int asked = generator.requests().size();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<JsonNode>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> ask(stack, question, "")));
            }
            Set<String> texts = ConcurrentHashMap.newKeySet();
            for (Future<JsonNode> one : all) {
                texts.add(text(one.get()));
            }
            assertThat(texts).hasSize(1);
        }

        assertThat(generator.requests()).hasSize(asked + 1);
    }

    @Test
    void withRedisAnswersOutliveTheProcess(@TempDir Path folder) throws IOException {
        String question = "Who became James Watt's partner?";
        try (StoreEmulator redis = StoreEmulator.redis(folder);
                RunningStack other = SteamLibrary.start(
                        folder.resolve("data"),
                        "-Dmillrace.generator.url=" + generator.url(),
                        "-Dmillrace.generator.trusted=true",
                        "-Dmillrace.cache.store=redis",
                        "-Dmillrace.cache.redis-url=redis://127.0.0.1:"
                                + redis.endpoint().getPort())) {
            JsonNode first = ask(other, question, "");
            assertThat(cached(ask(other, question, ""))).isTrue();
            int asked = generator.requests().size();
            other.stopFunctions();
            other.startFunctions();
            other.awaitReady();

            JsonNode later = ask(other, question, "");

            assertThat(cached(later)).isTrue();
            assertThat(text(later)).isEqualTo(text(first));
            assertThat(generator.requests()).hasSize(asked);
        }
    }

    private static JsonNode ask(RunningStack answering, String question, String cacheControl) {
        HttpResponse<String> reply = answering.send(chat(answering, question, false, cacheControl));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return answering.json(reply);
    }

    private static HttpRequest.Builder chat(
            RunningStack answering, String question, boolean stream, String cacheControl) {
        ObjectNode body =
                RunningStack.JSON.createObjectNode().put("model", "millrace").put("stream", stream);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(answering.url("/v1/chat/completions")))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
        return cacheControl.isEmpty() ? request : request.header("Cache-Control", cacheControl);
    }

    private static boolean cached(JsonNode reply) {
        assertThat(reply.at("/millrace/cached").isBoolean()).isTrue();
        return reply.at("/millrace/cached").asBoolean();
    }

    private static String text(JsonNode reply) {
        return reply.at("/choices/0/message/content").asText();
    }

    private static String streamed(String events) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : events.split("\n", -1)) {
            if (line.startsWith("data: {")) {
                text.append(RunningStack.JSON
                        .readTree(line.substring("data: ".length()))
                        .at("/choices/0/delta/content")
                        .asText(""));
            }
        }
        return text.toString();
    }
}
