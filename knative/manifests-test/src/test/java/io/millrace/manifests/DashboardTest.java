package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grafana's dashboard asks what Prometheus can answer; what it asks for is there, as {@link EngineMetricsTest} sees. Parsing is skipped where promtool is not installed. */
final class DashboardTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As Grafana sends them, with values for its variables. */
    static List<String> queries() throws IOException {
        JsonNode dashboard = JSON.readTree(Repository.knative()
                .resolve("components/observability/dashboard.json")
                .toFile());
        return Pod.items(dashboard.path("panels"))
                .flatMap(panel -> Pod.items(panel.path("targets")))
                .map(target -> target.path("expr").asText())
                .map(query -> query.replace("$__rate_interval", "5m").replace("$namespace", "millrace"))
                .toList();
    }

    @Test
    void eachQueryIsOneOfPrometheus(@TempDir Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Kustomize.onPath("promtool"), "promtool is not on the PATH: queries not read");
        List<String> queries = queries();
        assertThat(queries).isNotEmpty();
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        ArrayNode rules =
                file.putArray("groups").addObject().put("name", "dashboard").putArray("rules");
        for (int i = 0; i < queries.size(); i++) {
            rules.addObject().put("record", "query_" + i).put("expr", queries.get(i));
        }
        JSON.writeValue(folder.resolve("queries.json").toFile(), file);
        Path output = folder.resolve("output.txt");

        Process promtool = new ProcessBuilder("promtool", "check", "rules", "queries.json")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        int status = promtool.waitFor();
        assertThat(status).as(Files.readString(output, StandardCharsets.UTF_8)).isZero();
    }
}
