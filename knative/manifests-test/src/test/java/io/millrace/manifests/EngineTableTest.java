package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of engines in gpu-services/README.md says what the manifests say. */
final class EngineTableTest {

    @Test
    void readmeShowsWhatIsRendered() throws IOException {
        List<String> rows = EngineCombinations.all().stream()
                .filter(combination -> combination.additions().isEmpty())
                .map(EngineTableTest::row)
                .toList();
        List<String> shown = Files.readAllLines(EngineCombinations.gpuServices().resolve("README.md")).stream()
                .filter(line -> line.matches("\\| (embedder|reranker|generator) \\|.*"))
                .toList();
        assertThat(shown).isEqualTo(rows);
    }

    private static String row(EngineCombination combination) {
        ModelServer server = ModelServer.in(EngineCombinations.rendered(combination))
                .findFirst()
                .orElseThrow();
        JsonNode container = server.container();
        JsonNode probe = container.path("startupProbe");
        long budget = probe.path("failureThreshold").asLong()
                * probe.path("periodSeconds").asLong();
        String gpu = server.engine().needsGpu() ? Placement.leastGpuMebibytes(server) + " MiB" : "–";
        return "| "
                + String.join(
                        " | ",
                        combination.role(),
                        combination.engine(),
                        server.settings().getOrDefault("CATALOG_MODEL", ""),
                        megabytes(server.fact("model-bytes")),
                        gpu,
                        container.at("/resources/limits/memory").asText(),
                        StartBudgets.needed(server) + " / " + budget + " s")
                + " |";
    }

    private static String megabytes(long bytes) {
        return Math.ceilDiv(bytes, 1_000_000) + " MB";
    }
}
