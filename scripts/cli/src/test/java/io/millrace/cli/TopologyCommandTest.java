package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.session.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code topology} on the topology that the repository ships; nothing runs. */
class TopologyCommandTest {

    private static final Path REPOSITORY = Path.of(System.getProperty("millrace.repository"));
    private static final Path EXAMPLE = REPOSITORY.resolve("eventing/examples/redact-emails/topology");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theShippedTopologyHasNoProblems() throws IOException {
        assertThat(run("topology", "check", "--json")).isZero();
        assertThat(json().path("problems")).isEmpty();
        assertThat(json().has("problems")).isTrue();
    }

    @Test
    void theExampleHasNoProblems() {
        assertThat(run("topology", "check", "--topology", EXAMPLE.toString())).isZero();
        assertThat(text(err)).contains("no problems");
    }

    @Test
    void namesFilePathMessageAndRemedyAndEndsWithOne() throws IOException {
        Files.copy(EXAMPLE.resolve("redact-emails.yaml"), folder.resolve("redact-emails.yaml"));

        assertThat(run("topology", "check", "--json", "--topology", folder.toString()))
                .isEqualTo(1);

        JsonNode problem = json().path("problems").get(0);
        assertThat(problem.path("file").asText()).isEqualTo("redact-emails.yaml");
        assertThat(problem.path("path").asText()).isEqualTo("metadata.annotations.millrace.io/emits");
        assertThat(problem.path("message").asText()).contains("no Trigger takes 'org.example.chunks.redacted.v1'");
        assertThat(problem.path("remedy").asText()).isNotBlank();
    }

    @Test
    void saysWhatCanNotBeRead() throws IOException {
        Files.writeString(folder.resolve("bad.yaml"), "apiVersion: eventing.knative.dev/v1\nkind: Trigger\n");

        assertThat(run("topology", "check", "--topology", folder.toString())).isEqualTo(1);
        assertThat(text(out)).contains("bad.yaml: metadata.name: is missing.");
        assertThat(run("topology", "show", "--topology", folder.toString())).isEqualTo(1);
        assertThat(text(err)).contains("bad.yaml");
    }

    @Test
    void anotherBrokerHasOtherWaits() {
        assertThat(run("topology", "check", "--profile", "mt")).isEqualTo(1);
        assertThat(text(out)).contains("on the mt broker");
        assertThat(run("topology", "check", "--profile", "rabbit")).isEqualTo(2);
        assertThat(text(err)).contains("use kafka or mt");
    }

    @Test
    void drawsTheChainWithTheStep() throws IOException {
        assertThat(run("topology", "show", "--topology", EXAMPLE.toString())).isZero();
        assertThat(text(out)).contains("redact-emails  \u2192  http://127.0.0.1:7071/");
        assertThat(run("topology", "show", "--mermaid")).isZero();
        assertThat(text(out)).startsWith("flowchart LR\n").contains("chunking -->|chunks.prepared| embedding");
        assertThat(run("topology", "show", "--json", "--topology", EXAMPLE.toString()))
                .isZero();
        assertThat(json().path("steps").get(0).asText()).isEqualTo("redact-emails@1");
    }

    private int run(String... args) {
        out.reset();
        err.reset();
        Map<String, String> environment = Map.of(
                "MILLRACE_TOPOLOGY",
                REPOSITORY.resolve("eventing/topology").toString(),
                "MILLRACE_SERVICES",
                REPOSITORY.resolve("knative/base").toString());
        Output output = new Output(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        return Millrace.run(output, environment, args);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(text(out));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
