package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.ingest.FileUri;
import io.millrace.cli.session.Output;
import io.millrace.source.folder.OwnFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path data;
    private FakeMillrace fake;

    @BeforeEach
    void start() throws IOException {
        data = folder.resolve("data");
        fake = new FakeMillrace();
        fake.runOn(data);
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void searchShowsPassagesWithTheirPlace() {
        assertThat(run("search", "some", "words")).isZero();
        assertThat(text()).contains("A, page 3, H", "eval:a", "some text");
        assertThat(fake.bodies().getLast().path("query").asText()).isEqualTo("some words");
    }

    @Test
    void searchGivesOneJsonObject() throws IOException {
        assertThat(run("search", "-k", "5", "--json", "words")).isZero();
        assertThat(json().path("passages").path(0).path("scores").path("bm25").asInt())
                .isEqualTo(2);
        assertThat(fake.bodies().getLast().path("k").asInt()).isEqualTo(5);
    }

    @Test
    void conditionsOnMetadataGoWithTheQuestion() {
        String released = "released >= 2024-01-01 and category = 'shoes'";
        assertThat(run("search", "--where", "price < 100", "--where", released, "boots"))
                .isZero();
        assertThat(fake.bodies().getLast().at("/filter/where").asText()).isEqualTo("price < 100 and " + released);

        assertThat(run("ask", "--where", released, "which boots?")).isZero();
        assertThat(fake.bodies().getLast().at("/millrace/filter/where").asText())
                .isEqualTo(released);

        int before = fake.requests().size();
        assertThat(run("ask", "--where", "price < cheap", "which boots?")).isEqualTo(2);
        assertThat(errors())
                .contains(
                        "--where: a number, a date or a text in quotes is expected at character 9, but 'cheap' is there");
        assertThat(fake.requests()).hasSize(before);
    }

    @Test
    void aKeyIsShownOnceAndRevoked() throws IOException {
        assertThat(run("keys", "create", "--as", "user:ann,group:sales", "--role", "writer", "--json"))
                .isZero();
        String key = json().path("key").asText();
        String id = json().path("keys").path(0).path("id").asText();
        assertThat(key).startsWith("mr_" + id + "_");
        assertThat(Files.readString(data.resolve("keys.json"))).doesNotContain(key.substring(16));

        assertThat(run("keys", "list", "--json")).isZero();
        JsonNode listed = json().path("keys").path(0);
        assertThat(listed.path("tenant").asText()).isEqualTo("default");
        assertThat(listed.path("principals").toString()).isEqualTo("[\"group:sales\",\"user:ann\"]");
        assertThat(listed.path("createdAt").asText()).isNotBlank();

        assertThat(run("keys", "revoke", id)).isZero();
        assertThat(run("keys", "revoke", id)).isEqualTo(1);
        assertThat(run("keys", "create", "--as", "ann")).isEqualTo(2);
    }

    @Test
    void optionsOfEveryCommandMayStandBeforeIt() throws IOException {
        assertThat(execute("--data", data.toString(), "--json", "status")).isZero();
        assertThat(json().path("rssMegabytes").asDouble()).isEqualTo(300.5);
    }

    @Test
    void statusSaysWhatIsLimitedAndWhatWasRejected() {
        assertThat(run("status")).isZero();
        assertThat(text())
                .contains(
                        "queued for chunks-prepared: 4",
                        "quota: 7 of 10 documents\n",
                        "log of shop: capturing, 0 s behind\n",
                        "log of desk: waiting, 71 s behind; to be re-indexed: row:desk/a/; the server is away\n",
                        "12.5 documents a second, from announced to searchable p50 5 ms, p99 9 ms",
                        "rejected eval:r  document-empty: No text.");
    }

    @Test
    void statusSaysWhatTheLatestComparisonsFoundAndWhatTheyCouldNotCompare() throws IOException {
        assertThat(run("status")).isZero();
        assertThat(text())
                .contains("compared everything at 2026-12-01T03:18:00Z: 12 changed, 3 removed, 400 unchanged\n"
                        + "can't be compared s3://away/  it can't be reached\n"
                        + "compared s3://back/ at 2026-12-01T08:00:01Z: 1 changed, 0 removed, 5 unchanged\n")
                .doesNotContain("it was away");

        assertThat(run("status", "--json")).isZero();
        assertThat(json().at("/reindex/0/failed/0/uri").asText()).isEqualTo("s3://away/");
    }

    @Test
    void aWatchedStatusIsALineEachTime() {
        assertThat(run("status", "--watch", "--interval", "0.1", "--count", "3"))
                .isZero();
        assertThat(text().lines())
                .hasSize(3)
                .containsOnly("announced 3, embedding 1, indexed 7, rejected 2; queued 6, dead letters 1;"
                        + " 12.5 documents a second, from announced to searchable p50 5 ms, p99 9 ms");
    }

    @Test
    void aWatchedStatusIsAnObjectALineForPrograms() throws IOException {
        assertThat(run("status", "--watch", "--json", "--interval", "0.1", "--count", "2"))
                .isZero();
        List<String> lines = text().lines().toList();
        assertThat(lines).hasSize(2);
        for (String line : lines) {
            assertThat(new ObjectMapper().readTree(line).at("/stages/announced").asInt())
                    .isEqualTo(3);
        }
        assertThat(run("status", "--watch", "--interval", "0")).isEqualTo(2);
        assertThat(run("status", "--watch", "--interval", "NaN", "--count", "1"))
                .isEqualTo(2);
    }

    @Test
    void askStreamsTheAnswerAndListsItsSources() {
        assertThat(run("ask", "--mode", "quote", "what is it?")).isZero();
        assertThat(text()).isEqualTo("It is 42. [1]\n  [1] A, page 3, H\n      eval:a\n");
        assertThat(fake.bodies().getLast().path("model").asText()).isEqualTo("millrace-quote");
    }

    @Test
    void askGivesTheKeysThatProgramsRelyOn() throws IOException {
        assertThat(run("ask", "--json", "what is it?")).isZero();
        assertThat(json().path("answer").asText()).isEqualTo("It is 42. [1]");
        assertThat(json().path("answered").asBoolean()).isTrue();
        assertThat(json().path("citations").path(0).path("quote").asText()).isEqualTo("It is 42.");
        assertThat(json().path("usage").path("total_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void askReadsManyQuestionsFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("questions.txt"), "one?\n\ntwo?\n");
        assertThat(run("ask", "--json", "--file", file.toString())).isZero();
        assertThat(text().lines()).hasSize(2);
    }

    @Test
    void aRefusalIsShownInTheServersWords() {
        assertThat(run("ask", "x".repeat(101))).isEqualTo(1);
        assertThat(errors()).isEqualTo("millrace: the question is too long: shorten it\n");
    }

    @Test
    void aRefusalIsOneJsonObjectToo() throws IOException {
        assertThat(run("ask", "--json", "x".repeat(101))).isEqualTo(1);
        assertThat(json().path("error").asText()).isEqualTo("the question is too long: shorten it");
    }

    @Test
    void ingestTellsIntakeOfEachFileAndSkipsUnchangedOnes() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs/sub"));
        Files.writeString(docs.resolve("a b.txt"), "text");
        Files.writeString(folder.resolve("docs/c.md"), "text");
        Files.writeString(docs.resolve(".hidden"), "text");
        assertThat(run("ingest", "--json", folder.resolve("docs").toString())).isZero();
        assertThat(json().path("accepted").asInt()).isEqualTo(2);
        assertThat(json().path("indexed").asInt()).isEqualTo(2);
        assertThat(json().path("hidden").asInt()).isEqualTo(1);
        assertThat(json().path("chunks").asInt()).isEqualTo(4);
        assertThat(json().path("chunksEmbedded").asInt()).isEqualTo(2);

        Files.setLastModifiedTime(docs.resolve("a b.txt"), FileTime.fromMillis(1_000_000));
        assertThat(run("ingest", "--json", folder.resolve("docs").toString())).isZero();
        assertThat(json().path("unchanged").asInt()).isEqualTo(1);
        assertThat(json().path("indexed").asInt()).isEqualTo(1);
    }

    @Test
    void ingestRegistersPagesAndNamesTheRefusedOnes() throws IOException {
        assertThat(run("ingest", "--json", "--access", "user:a", "https://example.org/page", "http://127.0.0.1/x"))
                .isEqualTo(4);

        assertThat(json().path("indexed").asInt()).isOne();
        assertThat(json().path("rejected").path(0).path("uri").asText()).isEqualTo("http://127.0.0.1/x");
        assertThat(json().path("rejected").path(0).path("code").asText()).isEqualTo("document-address-refused");
        assertThat(fake.requests()).contains("POST /v1/pages").doesNotContain("POST /v1/sources");
        assertThat(fake.bodies())
                .anySatisfy(
                        body -> assertThat(body.path("access").path(0).asText()).isEqualTo("user:a"));
    }

    @Test
    void ingestComesBackWhenItIsToldTo() throws IOException {
        fake.busyNext(1);
        long start = System.nanoTime();

        assertThat(run("ingest", "--json", "https://example.org/page")).isZero();

        assertThat(json().path("indexed").asInt()).isOne();
        assertThat(System.nanoTime() - start).isGreaterThan(900_000_000L);
        assertThat(errors()).containsOnlyOnce("asks to wait, now for 1 s");
    }

    @Test
    void ingestWaitsForWhatABucketHoldsAndNotForOthers() throws IOException {
        fake.holdUntilAsked("s3://bucket/a.txt");
        fake.holdForEver("s3://other/b.txt");

        assertThat(run("ingest", "--json", "s3://bucket/")).isZero();

        assertThat(json().path("indexed").asInt()).isOne();
        assertThat(json().path("chunks").asInt()).isEqualTo(2);
        assertThat(json().path("chunksEmbedded").asInt()).isOne();
        assertThat(json().path("unchanged").asInt()).isEqualTo(40);
    }

    @Test
    void aPartOfABucketWithNothingInItIsRejectedAndForgotten() throws IOException {
        assertThat(run("ingest", "--json", "s3://bucket/", "s3://bucket/typo/")).isEqualTo(4);
        assertThat(json().at("/rejected/0/code").asText()).isEqualTo("nothing-there");
        assertThat(json().at("/rejected/0/uri").asText()).isEqualTo("s3://bucket/typo/");
        assertThat(fake.sources()).containsExactly("s3://bucket/");

        assertThat(run("ingest", "s3://bucket/../typo/")).isEqualTo(1);
        assertThat(text()).contains("no object's name begins so", "with dots in it");
        assertThat(run("ingest", "S3://bucket/typo/")).isEqualTo(1);
    }

    @Test
    void ingestOfABucketThatDoesNotWaitListsNoDocuments() {
        assertThat(run("ingest", "--no-wait", "s3://bucket/")).isZero();

        assertThat(fake.requests()).contains("POST /v1/reindex").doesNotContain("GET /v1/documents");
    }

    @Test
    void watchTakesFoldersOfThisMachineOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "text");

        assertThat(run("ingest", "--watch", file.toString())).isEqualTo(2);
        assertThat(errors()).contains("name its folder");
        assertThat(execute("ingest", "--url", fake.url(), "--watch", folder.toString()))
                .isEqualTo(2);
        assertThat(execute(
                        "ingest", "--url", fake.url(), "--watch", folder.toUri().toString()))
                .isEqualTo(2);
        assertThat(errors()).contains("needs a Millrace on this machine");
    }

    @Test
    void ingestRemovesWhatIsGoneFromAFolder() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Files.writeString(docs.resolve("a.txt"), "text");
        Path gone = Files.writeString(docs.resolve("b.txt"), "text");
        Path elsewhere = Files.writeString(
                Files.createDirectories(folder.resolve("docs-other")).resolve("c.txt"), "text");
        assertThat(run("ingest", docs.toString(), elsewhere.toString())).isZero();
        Files.delete(gone);
        Files.delete(elsewhere);
        assertThat(run("ingest", "--json", docs.toString())).isZero();
        assertThat(json().path("removed").asInt()).isEqualTo(1);
    }

    @Test
    void ofAFileThatIsNamedNothingElseIsRegistered() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Path a = Files.writeString(docs.resolve("a.txt"), "text");
        Path b = Files.writeString(docs.resolve("b.txt"), "text");
        Files.writeString(docs.resolve("private.txt"), "text");

        assertThat(run("ingest", "--json", a.toString(), b.toString())).isZero();

        assertThat(json().path("indexed").asInt()).isEqualTo(2);
        assertThat(fake.sources()).containsExactlyInAnyOrder(FileUri.of(a), FileUri.of(b));
    }

    @Test
    void aFolderThatHasNothingInItAnyMoreIsAskedAbout() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Path a = Files.writeString(docs.resolve("a.txt"), "text");
        Path mounted = Files.createDirectories(docs.resolve("disk"));
        Path b = Files.writeString(mounted.resolve("b.txt"), "text");
        assertThat(run("ingest", docs.toString(), mounted.toString())).isZero();

        Files.delete(b);
        assertThat(run("ingest", "--json", docs.toString())).isEqualTo(4);
        assertThat(json().path("removed").asInt()).isZero();
        assertThat(json().path("rejected").path(0).path("uri").asText()).isEqualTo(FileUri.of(mounted));

        Files.delete(a);
        assertThat(run("ingest", docs.toString())).isEqualTo(1);
        assertThat(text())
                .contains("folder-emptied: nothing is there now, but 1 document is indexed from it", "--emptied");

        assertThat(run("ingest", "--json", "--emptied", docs.toString())).isZero();
        assertThat(json().path("removed").asInt()).isEqualTo(2);
    }

    @Test
    void whatIsRegisteredInAHiddenFolderOrOneOfMillracesOwnIsNotGoneFromTheFolderAround() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Path hidden = Files.createDirectories(docs.resolve(".notes"));
        Path own = Files.createDirectories(docs.resolve("data/mine"));
        Files.writeString(docs.resolve("data").resolve(OwnFolder.MARK), "");
        Path single = Files.writeString(docs.resolve(".single.txt"), "text");
        for (Path place : List.of(docs, hidden, own)) {
            Files.writeString(place.resolve("a.txt"), "text");
        }
        assertThat(run("ingest", docs.toString(), hidden.toString(), own.toString(), single.toString()))
                .isZero();

        assertThat(run("ingest", "--json", docs.toString())).isZero();
        assertThat(json().path("removed").asInt()).isZero();

        Files.delete(hidden.resolve("a.txt"));
        Files.writeString(hidden.resolve("b.txt"), "text");
        assertThat(run("ingest", "--json", docs.toString(), hidden.toString())).isZero();
        assertThat(json().path("removed").asInt()).isEqualTo(1);
    }

    @Test
    void ingestOfABucketThatIsKnownAndEmptySaysSo() throws IOException {
        assertThat(run("ingest", "--no-wait", "s3://bucket/typo/")).isZero();

        assertThat(run("ingest", "s3://bucket/typo/")).isZero();

        assertThat(errors()).contains("there is nothing at s3://bucket/typo/ now");
        assertThat(fake.sources()).containsExactly("s3://bucket/typo/");
    }

    @Test
    void ingestOfAnEmptyFolderSaysSo() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        assertThat(run("ingest", empty.toString())).isZero();

        assertThat(errors()).contains("there is nothing to take in at " + empty.toRealPath());
    }

    @Test
    void aFileMayBeNamedAsItIsShown() throws IOException {
        Path file = Files.writeString(folder.resolve("a weir.txt"), "text");
        assertThat(run("ingest", "--json", file.toUri().toString())).isZero();
        assertThat(json().path("indexed").asInt()).isEqualTo(1);
        assertThat(run("ingest", "ftp://example.org/a")).isEqualTo(1);
        assertThat(text()).contains("scheme-unsupported", "s3, gs, az");
    }

    @Test
    void keysOfAMillraceElsewhereAreNotMadeHere() {
        assertThat(execute("keys", "create", "--url", fake.url())).isEqualTo(2);
        assertThat(errors()).contains("--file");
    }

    @Test
    void aWrongTokenIsRefusedAtOnceAndByItsName() {
        long began = System.nanoTime();
        assertThat(run("search", "paddle", "--token", "wrong")).isEqualTo(1);
        assertThat(errors()).contains("there is no such API key");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyArgumentIsNotTheCurrentFolder(String argument) {
        assertThat(run("ingest", argument)).isEqualTo(2);
        assertThat(errors()).contains("an argument is empty");
    }

    @Test
    void ingestListsWhatIsRejectedAndTakesTheRest() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Files.writeString(docs.resolve("good.txt"), "text");
        Files.writeString(docs.resolve("bad.txt"), FakeMillrace.REJECTED_TEXT);
        Files.createSymbolicLink(docs.resolve("nowhere.txt"), docs.resolve("missing"));
        assertThat(run(
                        "ingest",
                        "--json",
                        docs.toString(),
                        folder.resolve("none").toString()))
                .isEqualTo(4);
        assertThat(json().path("indexed").asInt()).isEqualTo(1);
        List<String> codes = new ArrayList<>();
        json().path("rejected").forEach(item -> codes.add(item.path("code").asText()));
        assertThat(codes).containsExactlyInAnyOrder("document-empty", "path-missing", "path-missing");
    }

    @Test
    void ingestOfNothingButAMissingPathFails() {
        assertThat(run("ingest", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(text()).contains("path-missing");
    }

    @Test
    void ingestGoesOnWhileAProcessIsRestarted() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "text");
        fake.failNext(503, "{}");
        assertThat(run("ingest", "--json", file.toString())).isZero();
        assertThat(json().path("indexed").asInt()).isEqualTo(1);
    }

    @Test
    void ingestUploadsToAMillraceElsewhere() throws IOException {
        Path docs = Files.createDirectories(folder.resolve("docs"));
        Files.writeString(docs.resolve("a b.txt"), "text");
        assertThat(execute(
                        "--data",
                        folder.resolve("other").toString(),
                        "ingest",
                        "--url",
                        fake.url(),
                        "--json",
                        docs.toString()))
                .isZero();
        assertThat(json().path("indexed").asInt()).isEqualTo(1);
        assertThat(fake.requests()).contains("POST /v1/documents").doesNotContain("POST /intake/");
    }

    /** One of the last, while the first are on their way. */
    @Test
    void aFileThatIsGoneWhenItsTurnComesIsRejectedAndTheRestGoesOn() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("ingest", "--url", fake.url(), "--json"));
        for (int i = 0; i < 40; i++) {
            arguments.add(Files.writeString(folder.resolve(i + ".txt"), "text").toString());
        }
        Path gone = folder.resolve("39.txt");
        fake.atUpload(() -> gone.toFile().delete());

        assertThat(execute(arguments.toArray(String[]::new))).isEqualTo(4);

        assertThat(json().path("indexed").asInt()).isEqualTo(39);
        JsonNode rejected = json().path("rejected").path(0);
        assertThat(rejected.path("code").asText()).isEqualTo("file-unreadable");
        assertThat(rejected.path("reason").asText()).endsWith("39.txt is not there any more");
    }

    @Test
    void ingestPassesOverWhatMillraceKeepsForItself() throws IOException {
        Files.writeString(data.resolve(OwnFolder.MARK), "");
        Path inside = Files.createDirectories(data.resolve("docs"));
        Files.writeString(inside.resolve("b.txt"), "text");
        Files.writeString(folder.resolve("a.txt"), "text");

        assertThat(run("ingest", "--json", folder.toString())).isZero();
        assertThat(json().path("indexed").asInt()).isOne();
        assertThat(errors()).contains("passed over " + data.toRealPath());

        for (Path own : List.of(data, data.resolve("run.json"))) {
            assertThat(run("ingest", "--json", own.toString())).isEqualTo(1);
            assertThat(json().path("rejected").path(0).path("code").asText()).isEqualTo("own-folder");
        }
        assertThat(run("ingest", "--watch", data.toString())).isEqualTo(2);
        assertThat(run("ingest", "--json", inside.toString())).isZero();
        assertThat(json().path("indexed").asInt()).isOne();
    }

    @Test
    void aProcessThatHasTheIdOfALauncherOfBeforeIsNotTakenForIt() throws IOException {
        Files.writeString(data.resolve("launcher.pid"), ProcessHandle.current().pid() + "\nanother start\n");
        assertThat(run("status")).isEqualTo(5);
        assertThat(errors()).contains("nothing runs on");
    }

    @Test
    void documentsAreFoundByPathUriAndId() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "text");
        assertThat(run("ingest", file.toString())).isZero();
        String uri = file.toRealPath().toUri().toString();
        for (String name : List.of(file.toString(), uri, FakeMillrace.id(uri))) {
            assertThat(run("documents", "show", "--json", name)).isZero();
            assertThat(json().path("documents").path(0).path("uri").asText()).isEqualTo(uri);
        }
        assertThat(run("documents", "delete", uri)).isZero();
        assertThat(run("documents", "list", "--json")).isZero();
        assertThat(json().path("documents")).isEmpty();
    }

    @Test
    void anUnknownDocumentIsSaidToBeUnknown() {
        assertThat(run("documents", "show", "eval:none")).isEqualTo(1);
        assertThat(errors()).contains("there is no document eval:none");
    }

    @Test
    void deadLettersAreListedReplayedAndDiscarded() throws IOException {
        assertThat(run("dead-letters", "list", "--json")).isZero();
        assertThat(json().path("deadLetters").path(0).path("trigger").asText()).isEqualTo("chunking");
        assertThat(run("dead-letters", "replay", "7")).isZero();
        assertThat(run("dead-letters", "discard", "--all")).isZero();
        assertThat(fake.requests()).contains("POST /v1/dead-letters/7/replay", "DELETE /v1/dead-letters/7");
    }

    @Test
    void deadLettersAreChosenByFilters() throws IOException {
        assertThat(run(
                        "dead-letters",
                        "list",
                        "--trigger",
                        "a-b",
                        "--status",
                        "422",
                        "--reason",
                        "no tenant",
                        "--tenant",
                        "default",
                        "--since",
                        "2026-11-24T09:00:00+01:00"))
                .isZero();
        assertThat(fake.queries())
                .contains(
                        "trigger=a-b&status=422&reason=no tenant&since=2026-11-24T08:00:00Z&limit=1000&tenant=default");

        assertThat(run("dead-letters", "replay", "--type", "t", "--dry-run", "--json"))
                .isZero();
        assertThat(json().path("ids").path(0).asText()).isEqualTo("7");
        assertThat(json().path("dryRun").asBoolean()).isTrue();
        assertThat(fake.queries()).contains("type=t&limit=10000", "dry-run=true");
    }

    @Test
    void aDeadLetterThatCannotBeReplayedIsSaidToBe() throws IOException {
        assertThat(run("dead-letters", "replay", "7", "8", "--json")).isEqualTo(4);
        assertThat(json().path("ids").path(0).asText()).isEqualTo("7");
        assertThat(json().path("failed").path(0).path("id").asText()).isEqualTo("8");
        assertThat(run("dead-letters", "discard", "8")).isEqualTo(1);
        assertThat(errors() + text()).contains("there is no dead letter '8'");
        assertThat(run("dead-letters", "show", "nope")).isEqualTo(1);
        assertThat(errors()).contains("there is no dead letter 'nope'", "dead-letters list");
    }

    @Test
    void reindexWaitsAndCounts() throws IOException {
        assertThat(run("reindex", "--scope", folder.toString(), "--all", "--json"))
                .isZero();
        assertThat(json().path("scope").asText()).startsWith("file:///");
        assertThat(json().path("changed").asInt()).isEqualTo(2);
        assertThat(json().path("removed").asInt()).isEqualTo(1);
        assertThat(json().path("unchanged").asInt()).isEqualTo(40);
        assertThat(fake.bodies()).extracting(body -> body.path("mode").asText()).contains("all");
    }

    @Test
    void reindexSaysWhatCouldNotBeCompared() throws IOException {
        assertThat(run("reindex", "--scope", "s3://away/")).isEqualTo(1);
        assertThat(text()).contains("can't be compared s3://away/  it can't be reached");

        assertThat(run("reindex", "--scope", "s3://some/away", "--json")).isEqualTo(4);
        assertThat(json().path("failed").path(0).path("uri").asText()).isEqualTo("s3://away/");
    }

    @Test
    void ingestOfABucketThatCannotBeReadAnyMoreFails() throws IOException {
        assertThat(run("ingest", "--json", "s3://away/")).isEqualTo(1);
        assertThat(json().path("rejected").path(0).path("reason").asText()).isEqualTo("it can't be reached");
    }

    @Test
    void reindexSaysThatNothingIsThere() {
        assertThat(run("reindex", "--scope", folder.resolve("nope").toString())).isZero();
        assertThat(errors()).contains("nothing lies below file:///");
    }

    @Test
    void aKeyFileThatCannotBeUsedIsSaidToBe() throws IOException {
        Path broken = Files.writeString(folder.resolve("keys.txt"), "not JSON");
        for (String command : List.of("list", "create")) {
            assertThat(run("keys", command, "--file", broken.toString())).isEqualTo(1);
            assertThat(errors()).startsWith("millrace: the API keys in " + broken + " can't be read");
        }
        assertThat(run("keys", "create", "--file", "/proc/x/y")).isEqualTo(1);
        assertThat(errors()).startsWith("millrace: the API keys can't be written to /proc/x/y");
        assertThat(run("keys", "create", "--per-minute", "-5")).isEqualTo(2);
        assertThat(errors()).startsWith("millrace: --per-minute is 0 or more, but is -5");
    }

    @Test
    void aRefusalWithoutWordsIsPutIntoWords() {
        fake.failNext(413, "");
        assertThat(run("search", "x")).isEqualTo(1);
        assertThat(errors()).contains("answered 413: what was sent is larger than is taken there");
    }

    @Test
    void wrongUsageIsJsonTooWhereverItStands() throws IOException {
        assertThat(run("search", "-k", "some", "--json", "x")).isEqualTo(2);
        assertThat(json().path("exitCode").asInt()).isEqualTo(2);
        assertThat(json().path("error").asText()).contains("-k");
    }

    @Test
    void whatTheServerFindsInvalidIsWrongUsage() {
        fake.failNext(400, "{\"detail\":\"k is 1 to 400, but is 500\"}");
        assertThat(run("search", "-k", "500", "x")).isEqualTo(2);
        assertThat(errors()).contains("k is 1 to 400");
    }

    @Test
    void statusNeedsARunningMillrace() {
        assertThat(execute("--data", folder.resolve("empty").toString(), "status"))
                .isEqualTo(5);
        assertThat(errors()).contains("nothing runs on");
    }

    @Test
    void aUrlThatNobodyAnswersIsExitCodeFive() {
        fake.close();
        assertThat(execute("--data", data.toString(), "search", "--url", fake.url(), "x"))
                .isEqualTo(5);
        assertThat(errors()).contains("nothing answers at --url");
    }

    @Test
    void wrongUsageIsExitCodeTwo() throws IOException {
        int before = fake.requests().size();
        Path empty = Files.writeString(folder.resolve("none.txt"), "\n");
        assertThat(run("search", "-k", "0", "x")).isEqualTo(2);
        assertThat(run("search", "")).isEqualTo(2);
        assertThat(run("ask", " ")).isEqualTo(2);
        assertThat(run("ask", "--file", empty.toString())).isEqualTo(2);
        assertThat(run("ingest", "s3://")).isEqualTo(2);
        assertThat(run("topology", "show", "--profile", "x")).isEqualTo(2);
        assertThat(fake.requests()).hasSize(before);
        assertThat(run("search")).isEqualTo(2);
        assertThat(run("ask", "--mode", "dream", "x")).isEqualTo(2);
        assertThat(run("ask")).isEqualTo(2);
        assertThat(run("ingest", "--access", "everyone", "x")).isEqualTo(2);
        assertThat(run("search", "--tenant", "other", "x")).isEqualTo(2);
        assertThat(run("dead-letters", "replay")).isEqualTo(2);
        assertThat(run("dead-letters", "replay", "7", "--all")).isEqualTo(2);
        assertThat(run("dead-letters", "list", "--since", "yesterday")).isEqualTo(2);
        assertThat(run("nonsense")).isEqualTo(2);
        assertThat(run("images", "build")).isEqualTo(2);
        assertThat(run("images", "build", "--tar", folder.toString(), "--build", "no tag"))
                .isEqualTo(2);
        assertThat(run("bench", "coldstart", "--starts", "0")).isEqualTo(2);
        assertThat(run("eval", "retrieval", "--dataset", folder.toString())).isEqualTo(1);
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of(
                "demo",
                "images",
                "images base",
                "images build",
                "bench coldstart",
                "ingest",
                "ask",
                "search",
                "documents",
                "documents list",
                "documents show",
                "documents delete",
                "status",
                "dead-letters",
                "dead-letters list",
                "dead-letters replay",
                "reindex",
                "sources",
                "sources add",
                "sources check",
                "bench freshness",
                "models",
                "models pull",
                "topology",
                "topology check",
                "topology show",
                "eval",
                "eval retrieval",
                "eval answers")) {
            List<String> words = new ArrayList<>(List.of(command.split(" ")));
            words.add("--help");
            assertThat(execute(words.toArray(String[]::new))).as(command).isZero();
            assertThat(text()).as(command).contains("Usage: millrace " + command, "--data", "--json");
        }
    }

    @Test
    void everyBenchmarkSaysHowBusyTheMachineWas() {
        for (String bench :
                List.of("broker", "coldstart", "embed", "freshness", "generate", "ingest", "search", "stream")) {
            assertThat(execute("bench", bench, "--help")).as(bench).isZero();
            assertThat(text()).as(bench).contains("cores,", "loadAverage,", "loadAverageAfter");
        }
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--data");
        all.add(data.toString());
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... args) {
        out.reset();
        err.reset();
        PrintStream stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream before = System.out;
        System.setOut(stdout);
        try {
            Output output = new Output(stdout, new PrintStream(err, true, StandardCharsets.UTF_8), false);
            return Millrace.run(output, Map.of(), args);
        } finally {
            System.setOut(before);
        }
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private JsonNode json() throws JsonProcessingException {
        assertThat(text().lines()).hasSize(1);
        return new ObjectMapper().readTree(text());
    }
}
