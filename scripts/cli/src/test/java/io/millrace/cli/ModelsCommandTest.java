package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.session.Output;
import io.millrace.contracts.ContractJson;
import io.millrace.contracts.EventType;
import io.millrace.contracts.ModelPromoted;
import io.millrace.core.document.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code models} on a catalog of one small model from a file; nothing runs, and no network is needed. */
class ModelsCommandTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void pullsListsPromotesRollsBackAndCollects() throws IOException {
        for (String revision : List.of("r1", "r2", "r3")) {
            assertThat(run(revision, "models", "pull", "tiny", "--json")).isZero();
            assertThat(model().path("state").asText()).isEqualTo("present");
        }
        assertThat(run("r3", "models", "list", "--json")).isZero();
        assertThat(model().path("revision").asText()).isEqualTo("r3");
        assertThat(model().path("revisions")).hasSize(3);
        assertThat(model().path("memory").path("weightsMegabytes").asInt()).isEqualTo(1);
        assertThat(model().path("engines").path("tei").path(0).asText()).isEqualTo("--pooling=mean");
        assertThat(model().path("revisions").path(2).path("current").asBoolean())
                .isTrue();

        assertThat(run("r3", "models", "promote", "tiny", "r1", "--json")).isZero();
        assertThat(model().path("revision").asText()).isEqualTo("r1");
        assertThat(run("r3", "models", "rollback", "tiny", "--json")).isZero();
        assertThat(model().path("revision").asText()).isEqualTo("r3");
        assertThat(run("r3", "models", "promote", "tiny")).isZero();
        assertThat(run("r3", "models", "verify", "tiny", "--json")).isZero();
        assertThat(model().path("state").asText()).isEqualTo("verified");

        assertThat(run("r3", "models", "gc", "--keep-hours", "0", "--dry-run")).isZero();
        assertThat(text(out)).contains("would go: not in use", "kept: current", "would free 0 MB");
        assertThat(run("r3", "models", "gc", "--json", "--keep-hours", "0")).isZero();
        assertThat(json().path("removed").findValuesAsText("revision")).containsExactly("r1");
        assertThat(json().path("kept").findValuesAsText("revision")).containsExactly("r2", "r3");
        assertThat(json().path("bytes").asLong()).isPositive();
        assertThat(folder.resolve("models/tiny/r1")).doesNotExist();
    }

    @Test
    void importsAFolderAndNeedNotPromoteIt() throws IOException {
        assertThat(run("r1", "models", "pull", "tiny")).isZero();
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("model.bin"), "r2");

        assertThat(run("r2", "models", "import", "--no-promote", "tiny", other.toString()))
                .isZero();
        assertThat(folder.resolve("models/tiny/current").toRealPath()).endsWith(Path.of("r1"));
        assertThat(run("r2", "models", "promote", "tiny")).isZero();
        assertThat(folder.resolve("models/tiny/current").toRealPath()).endsWith(Path.of("r2"));
    }

    @Test
    void failuresSayWhatToDo() throws IOException {
        assertThat(run("r1", "models", "rollback", "tiny", "--json")).isEqualTo(1);
        assertThat(json().path("error").asText()).contains("no revision from before");
        assertThat(run("r1", "models", "promote", "tiny", "r7")).isEqualTo(1);
        assertThat(text(err)).contains("no whole revision 'r7'", "pull or import it first");
        assertThat(run(
                        "r1",
                        "models",
                        "import",
                        "tiny",
                        folder.resolve("nowhere").toString()))
                .isEqualTo(1);
        assertThat(text(err)).contains("it is not there or not readable");
        assertThat(run("r1", "models", "gc", "--keep-hours", "-1")).isEqualTo(2);
        assertThat(run("r1", "models", "pull", "tiny,huge")).isEqualTo(1);
        assertThat(text(err)).contains("no model 'huge'");
    }

    @Test
    void tellsWhichRevisionIsCurrent() throws Exception {
        try (MockWebServer sink = new MockWebServer()) {
            sink.start();
            for (int i = 0; i < 4; i++) {
                sink.enqueue(new MockResponse.Builder().code(202).build());
            }
            String url = sink.url("/millrace/millrace").toString();
            assertThat(run("r1", "models", "pull", "tiny", "--sink", url)).isZero();
            RecordedRequest first = sink.takeRequest();
            assertThat(run("r2", "models", "pull", "tiny", "--sink", url)).isZero();
            RecordedRequest second = sink.takeRequest();
            assertThat(run("r2", "models", "rollback", "tiny", "--sink", url)).isZero();
            RecordedRequest back = sink.takeRequest();
            assertThat(run("r2", "models", "promote", "tiny", "r1", "--sink", url))
                    .isZero();

            assertThat(first.getHeaders().get("ce-type")).isEqualTo(EventType.MODEL_PROMOTED.type());
            assertThat(first.getHeaders().get("ce-dataschema"))
                    .isEqualTo(EventType.MODEL_PROMOTED.dataschema().toString());
            assertThat(first.getHeaders().get("ce-subject")).isEqualTo("tiny");
            assertThat(promoted(first).revision()).isEqualTo("r1");
            assertThat(promoted(second).revision()).isEqualTo("r2");
            assertThat(promoted(back).revision()).isEqualTo("r1");
            // Current again, so an event of its own.
            assertThat(back.getHeaders().get("ce-id"))
                    .isNotEqualTo(first.getHeaders().get("ce-id"));
        }
    }

    @Test
    void aSinkThatTakesNothingIsAFailureAndTheModelIsInPlace() throws IOException {
        try (MockWebServer sink = new MockWebServer()) {
            sink.start();
            sink.enqueue(new MockResponse.Builder().code(400).build());

            assertThat(run(
                            "r1",
                            "models",
                            "pull",
                            "tiny",
                            "--sink",
                            sink.url("/").toString()))
                    .isEqualTo(1);
            assertThat(text(err)).contains("model tiny is in place, but that could not be told");
        }
        assertThat(folder.resolve("models/tiny/current").toRealPath()).endsWith(Path.of("r1"));
        assertThat(run("r1", "models", "pull", "tiny", "--sink", "nowhere")).isEqualTo(2);
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of("list", "pull", "import", "verify", "promote", "rollback", "gc")) {
            assertThat(execute(List.of("models", command, "--help")))
                    .as(command)
                    .isZero();
            assertThat(text(out))
                    .as(command)
                    .contains("Usage: millrace models " + command, "--models", "--catalog", "--json");
        }
    }

    /** With a catalog whose model has this revision, and one file that holds its name. */
    private int run(String revision, String... arguments) throws IOException {
        Path source = Files.writeString(folder.resolve(revision), revision);
        Path catalog = Files.writeString(folder.resolve("catalog.yaml"), """
                models:
                  - id: tiny
                    task: embed
                    revision: %s
                    licence: Apache-2.0
                    about: a test
                    embedding: { dimension: 3, window: 8, pooling: mean }
                    memory: { weightsMegabytes: 1 }
                    engines: { tei: [--pooling=mean] }
                    files:
                      - { name: model.bin, role: model, bytes: 2, sha256: %s }
                    sources:
                      - file: { model.bin: %s }
                """.formatted(
                        revision,
                        HexFormat.of().formatHex(Digest.sha256().digest(revision.getBytes(StandardCharsets.UTF_8))),
                        source));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--catalog",
                catalog.toString(),
                "--models",
                folder.resolve("models").toString()));
        return execute(all);
    }

    private int execute(List<String> arguments) {
        out.reset();
        err.reset();
        PrintStream stdout = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream before = System.out;
        System.setOut(stdout);
        try {
            Output output = new Output(stdout, new PrintStream(err, true, StandardCharsets.UTF_8), false);
            return Millrace.run(output, Map.of(), arguments.toArray(String[]::new));
        } finally {
            System.setOut(before);
        }
    }

    private static ModelPromoted promoted(RecordedRequest request) throws IOException {
        return ContractJson.mapper()
                .readValue(Objects.requireNonNull(request.getBody()).utf8(), ModelPromoted.class);
    }

    private JsonNode model() throws IOException {
        return json().path("models").path(0);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(text(out));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
