package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool reads the rules and reckons what scaling asks for; skipped where promtool is not installed. */
final class PrometheusRuleTest {

    private static final String CASES = "model-servers.yaml";

    @Test
    void recordsWhatWaitsAndWhatIsBusyWhateverTheEngine(@TempDir Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Kustomize.onPath("promtool"), "promtool is not on the PATH: rules not run");
        YAMLMapper yaml = new YAMLMapper();
        yaml.writeValue(
                folder.resolve("rules.yaml").toFile(),
                yaml.readTree(EngineCombinations.gpuServices()
                                .resolve("monitoring/prometheus-rule.yaml")
                                .toFile())
                        .path("spec"));
        Files.copy(
                Repository.root()
                        .resolve("knative/manifests-test/src/test/resources")
                        .resolve(PrometheusRuleTest.class.getSimpleName())
                        .resolve(CASES),
                folder.resolve(CASES));
        Path output = folder.resolve("output.txt");

        Process promtool = new ProcessBuilder("promtool", "test", "rules", CASES)
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
