package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.session.Output;
import io.millrace.images.ImagesMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that starts a Millrace for itself: here a script that says it is the fake one. */
class PrivateMillraceIT {

    private static final String LAUNCHER = """
            #!/usr/bin/env bash
            # up --port 0 --data DIR, and for bench coldstart --processes --idle SECONDS --topology DIR
            mkdir -p "$5"
            cp RUN_JSON "$5/run.json"
            echo "${6:-}" >STOPPED-options
            if [ -n "${10:-}" ]; then cp "${10}"/*.yaml TRIGGER; fi
            trap 'echo "$5" >STOPPED; exit 0' TERM
            echo '{"ready": true}'
            while :; do sleep 0.05; done
            """;

    @TempDir
    private Path folder;

    private FakeMillrace fake;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void start() throws IOException {
        fake = new FakeMillrace();
        fake.runOn(folder.resolve("running"));
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Test
    void startsOneWhereNothingRunsAndStopsIt() throws IOException {
        Path data = folder.resolve("data");
        assertThat(run(launcher(LAUNCHER), "search", "--json", "--data", data.toString(), "x"))
                .isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nothing runs on " + data + ": starting");
        assertThat(Files.readString(folder.resolve("stopped")).strip()).isEqualTo(data.toString());
    }

    @Test
    void startsTheKindThatHasTheDocuments() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("postgres/data"));
        Path script = launcher(LAUNCHER);

        assertThat(run(script, "search", "--data", data.toString(), "x")).isZero();
        assertThat(Files.readString(folder.resolve("stopped-options")).strip()).isEqualTo("--processes");

        Files.createDirectories(data.resolve("index"));
        assertThat(run(script, "search", "--data", data.toString(), "x")).isZero();
        assertThat(Files.readString(folder.resolve("stopped-options")).strip()).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("by 'millrace up --processes' is in another index");
    }

    @Test
    void evaluatesOnATemporaryFolderThatIsRemoved() throws IOException {
        Path dataset = folder.resolve("dataset");
        Files.createDirectories(dataset.resolve("qrels"));
        Files.writeString(dataset.resolve("qrels/test.tsv"), "query-id\tcorpus-id\tscore\nq\ta\t1\n");
        Files.writeString(
                dataset.resolve("corpus.jsonl"), "{\"_id\":\"b\",\"text\":\"x\"}\n{\"_id\":\"a\",\"text\":\"y\"}\n");
        Files.writeString(
                dataset.resolve("queries.jsonl"), "{\"_id\":\"q\",\"text\":\"what?\",\"answers\":[\"42\"]}\n");
        String at = dataset.toString();
        Path trec = folder.resolve("run.txt");
        assertThat(run(
                        launcher(LAUNCHER),
                        "eval",
                        "retrieval",
                        "--json",
                        "--no-embedder",
                        "--dataset",
                        at,
                        "--run",
                        trec.toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "\"ndcg@10\":1.0",
                        "\"recall@100\":1.0",
                        "\"mrr@10\":1.0",
                        "\"queries\":1",
                        "\"documents\":2",
                        "\"searchMillis\":{\"p50\"");
        assertThat(Files.readString(trec)).isEqualTo("q Q0 a 1 1.5 millrace\n");
        assertThat(Path.of(Files.readString(folder.resolve("stopped")).strip())).doesNotExist();

        assertThat(run(launcher(LAUNCHER), "eval", "answers", "--json", "--dataset", at))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"goldInAnswer\":1.0", "\"citedPassageRight\":1.0");
    }

    @Test
    void demoAsksThreeQuestions() throws IOException {
        Path handbook = Files.createDirectories(folder.resolve("handbook"));
        Files.writeString(handbook.resolve("a.md"), "text");
        assertThat(run(
                        launcher(LAUNCHER),
                        "demo",
                        "--json",
                        "--data",
                        folder.resolve("data").toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"answers\":[{\"question\"", "\"seconds\":");
        assertThat(fake.requests().stream().filter(request -> request.equals("POST /v1/chat/completions")))
                .hasSize(3);
    }

    @Test
    void theWholeChainIsTimedFromNothing() throws IOException {
        fake.deliverBy(folder.resolve("trigger.yaml"));

        assertThat(run(launcher(LAUNCHER), "bench", "coldstart", "--starts", "2", "--json"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();

        JsonNode result = new ObjectMapper().readTree(out.toByteArray());
        assertThat(result.at("/functions/0/medianMillis").asInt()).isEqualTo(7);
        assertThat(result.path("toIndexedMillis").isIntegralNumber()).isTrue();
        assertThat(result.path("toFirstPassageMillis").isIntegralNumber()).isTrue();
        // Twice, and once that does not count; none before it was seen that nothing runs.
        assertThat(fake.requests())
                .filteredOn(request -> !request.equals("POST /v1/sources"))
                .containsExactlyElementsOf(Collections.nCopies(
                                3,
                                List.of(
                                        "GET /processes",
                                        "POST /intake/",
                                        "GET /processes",
                                        "POST /v1/chat/completions"))
                        .stream()
                        .flatMap(List::stream)
                        .toList());
        assertThat(Path.of(Files.readString(folder.resolve("stopped")).strip())).doesNotExist();
    }

    @Test
    void saysWhereToLookWhenItDoesNotStart() throws IOException {
        Path data = folder.resolve("data");
        assertThat(run(launcher("#!/usr/bin/env bash\nexit 1\n"), "search", "--data", data.toString(), "x"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("did not start on " + data, "logs");
    }

    @Test
    void noWaitStartsNothing() throws IOException {
        assertThat(run(
                        launcher(LAUNCHER),
                        "ingest",
                        "--no-wait",
                        "--data",
                        folder.resolve("data").toString(),
                        "x"))
                .isEqualTo(5);
        assertThat(folder.resolve("stopped")).doesNotExist();
    }

    private Path launcher(String text) throws IOException {
        Path script = folder.resolve("launcher");
        Files.writeString(
                script,
                text.replace("RUN_JSON", folder.resolve("running/run.json").toString())
                        .replace("TRIGGER", folder.resolve("trigger.yaml").toString())
                        .replace("STOPPED", folder.resolve("stopped").toString()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private int run(Path launcher, String... args) {
        out.reset();
        err.reset();
        Output output = new Output(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        Map<String, String> environment = Map.of(
                "MILLRACE_LAUNCHER",
                launcher.toString(),
                "MILLRACE_HANDBOOK",
                folder.resolve("handbook").toString(),
                "MILLRACE_CHECKOUT",
                folder.toString(),
                "MILLRACE_IMAGES_CLASSPATH",
                Path.of(ImagesMain.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString());
        return Millrace.run(output, environment, args);
    }
}
