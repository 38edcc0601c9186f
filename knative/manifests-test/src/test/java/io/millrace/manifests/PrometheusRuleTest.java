package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prometheus' own tool reads the rules and reckons what scaling asks for; skipped where promtool is not installed. */
final class PrometheusRuleTest {

    /** By the file of cases. */
    static final Map<String, Path> RULES = Map.of(
            "model-servers.yaml",
            EngineCombinations.gpuServices().resolve("monitoring/prometheus-rule.yaml"),
            "functions.yaml",
            Repository.knative().resolve("components/observability/functions-rule.yaml"),
            "change-capture.yaml",
            Repository.knative().resolve("components/observability/change-capture-rule.yaml"));

    static Stream<String> cases() {
        return RULES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void recordsAndAlertsAsTheCasesSay(String cases, @TempDir Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Kustomize.onPath("promtool"), "promtool is not on the PATH: rules not run");
        YAMLMapper yaml = new YAMLMapper();
        yaml.writeValue(
                folder.resolve("rules.yaml").toFile(),
                yaml.readTree(Objects.requireNonNull(RULES.get(cases)).toFile()).path("spec"));
        Files.copy(
                Repository.root()
                        .resolve("knative/manifests-test/src/test/resources")
                        .resolve(PrometheusRuleTest.class.getSimpleName())
                        .resolve(cases),
                folder.resolve(cases));
        Path output = folder.resolve("output.txt");

        Process promtool = new ProcessBuilder("promtool", "test", "rules", cases)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(promtool.waitFor()).as(() -> read(output)).isZero();
    }

    private static String read(Path output) {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
