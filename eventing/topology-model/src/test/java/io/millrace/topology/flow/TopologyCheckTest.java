package io.millrace.topology.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.FunctionServices;
import io.millrace.topology.Topology;
import io.millrace.topology.TopologyProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of the resources is laid over the topology that the repository ships, its subfolder {@code services} over the functions' Services; together they
 * must have exactly the problems of {@code problems.txt}.
 */
class TopologyCheckTest {

    private static final Path CASES = Path.of("src/test/resources/TopologyCheckTest");
    private static final Path SHIPPED = Path.of("../topology");
    private static final Path SERVICES = Path.of("../../knative/base");

    @TempDir
    private Path services;

    static List<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasTheProblemsThatAreWrittenDown(Path folder) throws IOException {
        Topology topology = Topology.load(List.of(SHIPPED, folder));
        copy(SERVICES);
        if (Files.exists(folder.resolve("services"))) {
            copy(folder.resolve("services"));
        }

        List<TopologyProblem> problems = TopologyCheck.problems(
                topology, FunctionServices.read(services, topology.broker()), DeliveryProfile.KAFKA);

        assertThat(problems.stream().map(TopologyProblem::toString))
                .containsExactlyElementsOf(Files.readAllLines(folder.resolve("problems.txt")));
    }

    @Test
    void aBudgetThatIsLongEnoughOnKafkaMayBeTooShortOnTheOtherBroker() {
        assertThat(TopologyCheck.problems(Topology.load(SHIPPED), FunctionServices.NONE, DeliveryProfile.MT))
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.path()).isEqualTo("spec.delivery.retry"));
    }

    @Test
    void saysHowLongTheLastPodStaysIdle() {
        FunctionServices services =
                FunctionServices.read(SERVICES, Topology.load(SHIPPED).broker());

        assertThat(services.limits().get("chunking"))
                .isNotNull()
                .satisfies(limits -> assertThat(limits.idle()).isEqualTo(Duration.ofSeconds(60)));
        assertThat(services.limits().get("answering"))
                .isNotNull()
                .satisfies(limits -> assertThat(limits.idle()).isEqualTo(Duration.ofMinutes(6)));
    }

    @Test
    void namesTheStepsThatContentPassesInTheirOrder() {
        assertThat(ContentSteps.of(Topology.load(SHIPPED))).isEmpty();
        assertThat(ContentSteps.of(Topology.load(List.of(SHIPPED, CASES.resolve("listener")))))
                .isEmpty();
        assertThat(ContentSteps.of(Topology.load(List.of(SHIPPED, CASES.resolve("two-steps")))))
                .containsExactly("zebra@3", "antelope");
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path to = services.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
