package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of the resources is a topology. With {@code problems.txt} it must give exactly these problems, with {@code expected.txt} exactly these deliveries;
 * a folder with neither fails.
 */
class TopologyReaderTest {

    private static final Path CASES = Path.of("src/test/resources/TopologyReaderTest");

    @TempDir
    private Path overlay;

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAsWrittenDown(Path folder) throws IOException {
        TopologyReading reading = TopologyReader.read(List.of(folder));

        if (Files.exists(folder.resolve("problems.txt"))) {
            assertThat(reading.problems().stream().map(TopologyProblem::toString))
                    .containsExactlyElementsOf(Files.readAllLines(folder.resolve("problems.txt")));
        } else {
            assertThat(reading)
                    .isInstanceOfSatisfying(
                            TopologyReading.Valid.class,
                            valid -> assertThat(deliveries(valid.topology()))
                                    .isEqualTo(read(folder.resolve("expected.txt"))));
        }
    }

    private static String deliveries(Topology topology) {
        return topology.triggers().stream()
                .map(trigger -> trigger.delivery() + "\n")
                .collect(Collectors.joining());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void namesTheFirstProblemsWhenATopologyIsLoaded() {
        assertThatThrownBy(() -> Topology.load(CASES.resolve("unknown-field")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("trigger.yaml: spec.fliter");
    }

    @Test
    void namesAFolderThatIsNotThere() {
        assertThat(TopologyReader.read(List.of(CASES.resolve("nowhere"))).problems())
                .anySatisfy(problem -> assertThat(problem.toString()).contains("nowhere", "can't be read"));
    }

    @Test
    void replacesAnObjectOfTheSameKindAndNameByTheOverlaysAndAddsOthers() throws IOException {
        String trigger = Files.readString(CASES.resolve("merged-delivery/trigger.yaml"));
        Files.writeString(overlay.resolve("changed.yaml"), trigger.replace("name: f}", "name: g}"));
        Files.writeString(overlay.resolve("added.yaml"), trigger.replace("name: t\n", "name: u\n"));

        Topology topology = Topology.load(List.of(CASES.resolve("merged-delivery"), overlay));

        assertThat(topology.triggers())
                .extracting(t -> t.name() + " " + t.subscriber())
                .containsExactly("t Service g", "u Service f");
    }

    @Test
    void keepsTheBytesOfAScheduledEventsData() throws IOException {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0xc3, 0x28};
        Files.writeString(
                overlay.resolve("ping.yaml"), """
                apiVersion: sources.knative.dev/v1
                kind: PingSource
                metadata: {name: p, namespace: n}
                spec:
                  schedule: "0 3 * * *"
                  contentType: application/octet-stream
                  dataBase64: %s
                  sink: {ref: {apiVersion: eventing.knative.dev/v1, kind: Broker, name: main}}
                """.formatted(Base64.getEncoder().encodeToString(bytes)));

        Topology topology = Topology.load(List.of(CASES.resolve("merged-delivery"), overlay));

        assertThat(topology.pingSources())
                .singleElement()
                .satisfies(source -> assertThat(source.dataBytes()).isEqualTo(bytes))
                .satisfies(
                        source -> assertThat(source.dataBytes()).as("once more").isEqualTo(bytes));
    }

    @Test
    void refusesTwoDocumentsInOneFileAndDuplicateKeys() throws IOException {
        Files.writeString(overlay.resolve("two.yaml"), "a: 1\n---\nb: 2\n");
        Files.writeString(overlay.resolve("twice.yaml"), "a: 1\na: 2\n");

        assertThat(TopologyReader.read(List.of(CASES.resolve("merged-delivery"), overlay))
                        .problems())
                .extracting(TopologyProblem::file)
                .containsExactly("twice.yaml", "two.yaml");
    }

    @Test
    void refusesAScalarOfAnotherType() throws IOException {
        String trigger = Files.readString(CASES.resolve("merged-delivery/trigger.yaml"));
        Files.writeString(overlay.resolve("number.yaml"), trigger.replace("retry: 0", "retry: \"0\""));

        assertThat(TopologyReader.read(List.of(CASES.resolve("merged-delivery"), overlay))
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.path()).isEqualTo("spec.delivery.retry"));
    }
}
