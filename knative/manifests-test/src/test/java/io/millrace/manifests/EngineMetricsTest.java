package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules and alerts ask for metrics that somebody exports: each is in the table, with the place that says so, and none is there in vain. */
final class EngineMetricsTest {

    private static final Path TABLE = Repository.root()
            .resolve("knative/manifests-test/src/test/resources")
            .resolve(EngineMetricsTest.class.getSimpleName())
            .resolve("metrics.txt");

    private static final Pattern BY_NAME = Pattern.compile("__name__=~\"([^\"]+)\"");
    private static final Pattern NO_METRIC = Pattern.compile(
            "\"[^\"]*\"|\\{[^}]*}|\\b(?:by|ignoring)\\s*\\([^)]*\\)|\\[[^]]*]|\\b(?:or|sum|max|count|avg|rate|increase|histogram_quantile|label_replace|avg_over_time|max_over_time)\\b");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

    @Test
    void everyMetricHasASource() throws IOException {
        assertThat(asked()).isEqualTo(known());
    }

    /** Queue-proxy doesn't say whose requests it counts. */
    @Test
    void functionsAreToldApartByTheLabelThatTheirAlertsSelectBy() throws IOException {
        Path component = Repository.knative().resolve("components/observability");
        JsonNode monitor =
                new YAMLMapper().readTree(component.resolve("pod-monitor.yaml").toFile());
        JsonNode rules = new YAMLMapper()
                .readTree(component.resolve("functions-rule.yaml").toFile());

        assertThat(rules.toString()).contains("function=");
        assertThat(monitor.at("/spec/podMetricsEndpoints"))
                .hasSize(2)
                .allSatisfy(endpoint -> assertThat(endpoint.path("relabelings")).anySatisfy(relabeling -> {
                    assertThat(relabeling.path("targetLabel").asText()).isEqualTo("function");
                    assertThat(relabeling.path("sourceLabels").path(0).asText())
                            .isEqualTo("__meta_kubernetes_pod_label_app_kubernetes_io_name");
                }));
    }

    @Test
    void functionsAreAskedAtThePortThatTheyOpen() throws IOException {
        Path component = Repository.knative().resolve("components/observability");
        String port = Pod.items(new YAMLMapper()
                        .readTree(component.resolve("kustomization.yaml").toFile())
                        .at("/configMapGenerator/0/literals"))
                .map(JsonNode::asText)
                .filter(literal -> literal.startsWith("MILLRACE_METRICS_PORT="))
                .map(literal -> literal.split("=", 2)[1])
                .findFirst()
                .orElseThrow();
        JsonNode monitor =
                new YAMLMapper().readTree(component.resolve("pod-monitor.yaml").toFile());

        assertThat(monitor.at("/spec/podMetricsEndpoints/1/relabelings")).anySatisfy(relabeling -> {
            assertThat(relabeling.path("targetLabel").asText()).isEqualTo("__address__");
            assertThat("10.0.0.7:9091"
                            .replaceFirst(
                                    relabeling.path("regex").asText(),
                                    relabeling.path("replacement").asText()))
                    .isEqualTo("10.0.0.7:" + port);
        });
    }

    @Test
    void theAlertOfRestartsMeansEachFunction() throws IOException {
        String restarts = new YAMLMapper()
                .readTree(Repository.knative()
                        .resolve("components/observability/functions-rule.yaml")
                        .toFile())
                .toString();
        try (Stream<Path> base = Files.list(Repository.knative().resolve("base"))) {
            List<String> functions = base.filter(folder -> Files.exists(folder.resolve("service.yaml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();

            assertThat(restarts).contains("(" + String.join("|", functions) + ")-.+");
        }
    }

    private static Set<String> known() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" \\| ", -1)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> asked() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        for (Path file : PrometheusRuleTest.RULES.values()) {
            rules.add(new YAMLMapper().readTree(file.toFile()));
        }
        Stream<String> ruled = rules.stream()
                .flatMap(rule -> Pod.items(rule.at("/spec/groups")))
                .flatMap(group -> Pod.items(group.path("rules")))
                .map(one -> one.path("expr").asText());
        return Stream.concat(ruled, DashboardTest.queries().stream())
                .flatMap(EngineMetricsTest::metrics)
                // recorded by the rules themselves
                .filter(name -> !name.startsWith("millrace:"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> metrics(String expression) {
        Stream<String> listed = BY_NAME.matcher(expression)
                .results()
                .flatMap(match -> Stream.of(match.group(1).split("\\|", -1)));
        Stream<String> named = NAME.matcher(NO_METRIC.matcher(expression).replaceAll(" "))
                .results()
                .map(MatchResult::group);
        return Stream.concat(listed, named);
    }
}
