package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.index.lucene.LuceneSettings;
import io.millrace.index.lucene.LuceneStore;
import io.millrace.source.folder.FolderUris;
import io.millrace.testkit.TestSize;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files change, come and go, and nobody tells: reindexing finds it all, once, however often the process is killed meanwhile. By
 * default 24 files and 2 kills; with {@code -Dmillrace.full=true} 400 files and 20 kills.
 */
class ReindexIT {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int FILES = TestSize.of(24, 400);
    private static final int KILLS = TestSize.of(2, 20);
    /** Where no kill found a run under way, they come earlier, up to this many times. */
    private static final int EARLIEST = 8;

    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    private static final String[] SMALL_PAGES = {
        "-Dmillrace.reindexing.page-changes=2", "-Dmillrace.reindexing.page-documents=7"
    };

    @TempDir
    private Path temporary;

    private Path docs;

    @BeforeEach
    void makeAFolder() throws IOException {
        docs = Files.createDirectory(temporary.toRealPath().resolve("docs"));
    }

    @Test
    void killsAtAnyPageLeaveTheIndexOfAnUndisturbedRun() throws IOException {
        PassedCheck check = PassedCheck.named("reindex-kills");
        assumeThat(check.isOnRecord())
                .as("passed on this commit with this seed before")
                .isFalse();
        System.out.println("ReindexIT with -Dmillrace.seed=" + SEED + " " + TestSize.text());

        List<String> undisturbed =
                contentsAfter(temporary.resolve("undisturbed"), 0, 1).contents();
        assertThat(undisturbed).hasSizeGreaterThan(FILES);

        int cut = 0;
        for (int earlier = 1; cut == 0 && earlier <= EARLIEST; earlier *= 2) {
            Outcome killed = contentsAfter(temporary.resolve("killed-" + earlier), KILLS, earlier);
            // Sequences included: a document that was announced twice would have a higher one.
            assertThat(killed.contents()).isEqualTo(undisturbed);
            cut = killed.cut();
            System.out.println(cut + " of " + KILLS + " kills found a run under way");
        }
        assertThat(cut).as("kills that found a run under way").isPositive();
        check.record();
    }

    @Test
    void twoRequestsAtOnceAreOneRun() throws Exception {
        writeFiles();
        try (RunningStack stack = RunningStack.start(temporary.resolve("data"), SMALL_PAGES);
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            register(stack);

            List<Future<JsonNode>> begun = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                begun.add(callers.submit(() -> reindex(stack)));
            }
            List<String> runs = new ArrayList<>();
            for (Future<JsonNode> each : begun) {
                runs.add(each.get().path("run").asText());
            }
            int byEvent = stack.send(HttpRequest.newBuilder(stack.broker("/millrace/millrace"))
                            .header("ce-specversion", "1.0")
                            .header("ce-id", "by-event")
                            .header("ce-source", "urn:millrace:test")
                            .header("ce-type", "dev.knative.sources.ping")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(
                                    "{\"tenant\":\"default\",\"scope\":\"" + scope() + "\",\"mode\":\"changed\"}")))
                    .statusCode();
            JsonNode done = finish(stack);

            assertThat(byEvent).isEqualTo(202);
            assertThat(runs).containsOnly(runs.getFirst());
            assertThat(done.path("run").asText()).isEqualTo(runs.getFirst());
            assertThat(done.path("changed").asInt()).isEqualTo(FILES);
            stack.awaitQuiet();
            assertThat(run(stack, 0).path("run").asText()).isEqualTo(runs.getFirst());
            assertThat(stack.deadLetters()).isEmpty();
            JsonNode latest = stack.status().path("reindex");
            assertThat(latest).hasSize(1);
            assertThat(latest.path(0).path("scope").asText()).isEqualTo(scope());
            assertThat(latest.path(0).path("changed").asInt()).isEqualTo(FILES);
        }
    }

    @Test
    void aSingleFileIsFollowedAndItsNeighboursAreNot() throws IOException {
        Path named = Files.writeString(docs.resolve("named.txt"), "A lock lifts boats.");
        Files.writeString(docs.resolve("private.txt"), "Nobody named this.");
        try (RunningStack stack = RunningStack.start(temporary.resolve("data"))) {
            assertThat(stack.postJson("/v1/sources", "{\"root\":\"" + named + "\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(foundByReindex(stack).path("changed").asInt()).isOne();
            assertThat(stack.status().path("documents").asInt()).isOne();

            Files.writeString(named, "A weir holds water back.");
            assertThat(foundByReindex(stack).path("changed").asInt()).isOne();

            Files.delete(named);
            assertThat(foundByReindex(stack).path("removed").asInt()).isOne();
        }
    }

    private JsonNode foundByReindex(RunningStack stack) throws IOException {
        reindex(stack);
        JsonNode run = finish(stack);
        stack.awaitQuiet();
        return run;
    }

    /**
     * What two runs leave.
     *
     * @param contents of the index
     * @param cut kills that found a run under way
     */
    private record Outcome(List<String> contents, int cut) {}

    /** Indexes the files, changes them, and reindexes, with kills {@code earlier} times as early as they might be. */
    private Outcome contentsAfter(Path data, int kills, int earlier) throws IOException {
        int cut = 0;
        Random random = new Random(SEED);
        writeFiles();
        try (RunningStack stack = RunningStack.start(data, SMALL_PAGES)) {
            register(stack);
            reindex(stack);
            cut += kill(stack, kills / 2, FILES / earlier, random);
            JsonNode first = finish(stack);
            stack.awaitQuiet();
            int changes = changeFiles();

            reindex(stack);
            cut += kill(stack, kills - kills / 2, changes / earlier, random);
            JsonNode second = finish(stack);
            stack.awaitQuiet();

            if (kills == 0) {
                assertThat(first.path("changed").asInt()).isEqualTo(FILES);
                assertThat(second.path("changed").asInt()
                                + second.path("removed").asInt())
                        .isEqualTo(changes);
                assertThat(second.path("removed").asInt()).isEqualTo(FILES / 4);
            }
            assertThat(stack.status().path("documents").asInt()).isEqualTo(count());
            assertThat(stack.deadLetters()).isEmpty();
            stack.stopFunctions();
        }
        StringBuilder dump = new StringBuilder();
        try (LuceneStore store = LuceneStore.open(data.resolve("index"), LuceneSettings.defaults())) {
            store.dump(dump);
        }
        return new Outcome(dump.toString().lines().toList(), cut);
    }

    /** Each after some more of the run's changes; a run that was faster is killed after its end. How many were not. */
    private int kill(RunningStack stack, int kills, int changes, Random random) throws IOException {
        int cut = 0;
        for (int kill = 0; kill < kills; kill++) {
            int after = changes * kill / (kills + 1) + random.nextInt(Math.max(1, changes / (kills + 1)));
            RunningStack.await(Duration.ofMinutes(2), () -> {
                JsonNode run = run(stack, 0);
                return run.path("done").asBoolean()
                        || run.path("changed").asInt() + run.path("removed").asInt() >= after;
            });
            cut += run(stack, 0).path("done").asBoolean() ? 0 : 1;
            stack.killFunctions();
            stack.startFunctions();
            stack.awaitReady();
        }
        return cut;
    }

    private void writeFiles() throws IOException {
        for (int i = 0; i < FILES; i++) {
            write(i, "# Lock " + i + "\n\nLock number " + i + " lifts boats by " + i % 7 + " metres.\n", LONG_AGO);
        }
        for (int i = FILES; i < FILES + FILES / 4; i++) {
            Files.deleteIfExists(file(i));
        }
    }

    /** A quarter changes, a quarter goes, a quarter as many come; how many that are. */
    private int changeFiles() throws IOException {
        for (int i = 0; i < FILES / 4; i++) {
            write(i, "# Lock " + i + "\n\nLock number " + i + " was rebuilt.\n", LONG_AGO.plusSeconds(5));
            Files.delete(file(FILES / 4 + i));
            write(FILES + i, "# Weir " + i + "\n\nA new weir, number " + i + ".\n", LONG_AGO.plusSeconds(5));
        }
        return 3 * (FILES / 4);
    }

    private int count() throws IOException {
        try (var files = Files.walk(docs)) {
            return (int) files.filter(Files::isRegularFile).count();
        }
    }

    private void write(int number, String text, Instant modified) throws IOException {
        Path file = file(number);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private Path file(int number) {
        return docs.resolve("reach-" + number % 3).resolve("document-" + number + ".md");
    }

    private void register(RunningStack stack) {
        assertThat(stack.postJson("/v1/sources", "{\"root\":\"" + docs + "\"}").statusCode())
                .isEqualTo(200);
    }

    private String scope() throws IOException {
        return FolderUris.of(docs);
    }

    private JsonNode reindex(RunningStack stack) throws IOException {
        var accepted = stack.postJson("/v1/reindex", "{\"scope\":\"" + scope() + "\"}");
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return stack.json(accepted);
    }

    private JsonNode run(RunningStack stack, int waitSeconds) throws IOException {
        return stack.json(stack.send(HttpRequest.newBuilder(URI.create(stack.url(
                "/v1/reindex?wait=" + waitSeconds + "&scope=" + URLEncoder.encode(scope(), StandardCharsets.UTF_8))))));
    }

    private JsonNode finish(RunningStack stack) throws IOException {
        RunningStack.await(
                Duration.ofMinutes(3), () -> run(stack, 10).path("done").asBoolean());
        return run(stack, 0);
    }
}
