package io.millrace.answering;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What answering tells Prometheus, and where. */
@QuarkusTest
@QuarkusTestResource(value = PlayedEmbedder.class, restrictToAnnotatedClass = true)
class MetricsTest {

    private static final String PATH = "/metrics";

    @ConfigProperty(name = "millrace.metrics.port")
    int port;

    @Test
    void whoReachesTheApiDoesNotReachThem() {
        given().get(PATH).then().statusCode(404);
        given().port(port).get("/v1/models").then().statusCode(404);
    }

    @Test
    void tellOfAQuestionWhatBecameOfItAndNothingElse() {
        ask("Who keeps the sluice?").statusCode(200);

        assertThat(lines())
                .contains(
                        "# TYPE millrace_answers_total counter",
                        "millrace_answer_stage_seconds_count{stage=\"embed\"} 1",
                        "millrace_answer_stage_seconds_count{stage=\"candidates\"} 1",
                        "millrace_answer_stage_seconds_count{stage=\"answer\"} 1",
                        "millrace_documents{state=\"pending\"} 0.0")
                .anyMatch(
                        line -> line.matches(
                                "millrace_answers_total\\{mode=\"quote\",outcome=\"(refused|degraded)\",reason=\"[a-z-]+\"} 1.0"))
                .noneMatch(line -> line.contains("sluice") || line.contains("default"));
    }

    @Test
    void countWhatAModelsServerRefuses() {
        PlayedEmbedder.away(true);
        try {
            ask("Who mends the wheel?").statusCode(503);
        } finally {
            PlayedEmbedder.away(false);
        }

        assertThat(lines())
                .contains("millrace_model_calls_total{model=\"embedder\",outcome=\"model-unavailable\"} 1.0");
    }

    /** Rules, alerts and the dashboard of knative ask for what that table has. */
    @Test
    void areWhatTheTableOfMetricsPromises() throws IOException {
        ask("Who minds the mill?").statusCode(200);
        List<String> promised = Files.readAllLines(
                        Path.of("../../knative/manifests-test/src/test/resources/EngineMetricsTest/metrics.txt"))
                .stream()
                .map(line -> line.split(" \\| ", -1))
                .filter(columns -> columns.length > 2 && columns[1].matches(".*answering.*|functions"))
                .map(columns -> columns[0].replaceFirst("_(bucket|sum|count)$", ""))
                .distinct()
                .toList();

        assertThat(promised).hasSizeGreaterThan(6);
        assertThat(lines().stream().filter(line -> line.startsWith("# TYPE ")).map(line -> line.split(" ", 4)[2]))
                .containsAll(promised);
    }

    private static ValidatableResponse ask(String question) {
        return given().contentType("application/json")
                .body("{\"model\":\"millrace\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}")
                .post("/v1/chat/completions")
                .then();
    }

    private List<String> lines() {
        return given().port(port)
                .header("Accept", "text/plain")
                .get(PATH)
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .toList();
    }
}
