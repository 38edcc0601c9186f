package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.contracts.EventType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever serves a model is restarted when another revision of it is current: the event's way, and how little the Job at its end may do. */
final class ModelRolloutTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Combination WITH_LOADER = Combination.with("laptop", Combination.ROLLOUT);

    @Test
    void theLoadersEventReachesTheJob() {
        JsonNode binding = find("sources.knative.dev/v1", "SinkBinding", "model-loader");
        ObjectNode loader = Renderer.kustomize()
                .render(Repository.root().resolve("gpu-services/volume/loader"))
                .find("batch/v1", "Job", "model-loader")
                .orElseThrow();
        JsonNode trigger = find("eventing.knative.dev/v1", "Trigger", "model-promoted-rollout");

        assertThat(binding.at("/spec/subject/selector/matchLabels").properties())
                .isNotEmpty()
                .allSatisfy(label -> assertThat(
                                loader.path("metadata").path("labels").get(label.getKey()))
                        .isEqualTo(label.getValue()));
        assertThat(binding.at("/spec/sink/ref/name").asText())
                .isEqualTo(trigger.at("/spec/broker").asText());
        assertThat(trigger.at("/spec/filter/attributes/type").asText()).isEqualTo(EventType.MODEL_PROMOTED.type());
        assertThat(trigger.at("/spec/subscriber/ref/name").asText())
                .isEqualTo(job().at("/metadata/name").asText());
        // Where JobSink puts it: Knative's documentation, "JobSink".
        assertThat(job().at("/spec/job/spec/template/spec/containers/0/args").toString())
                .contains("\"rollout\"", "--event=/etc/jobsink-event/event");
    }

    @Test
    void mayReadAndPatchTheThreeServersAndReadWhichModelTheyHave() {
        JsonNode rules = access().find("rbac.authorization.k8s.io/v1", "Role", "model-rollout")
                .orElseThrow()
                .path("rules");

        assertThat(rules).hasSize(2);
        assertThat(rules.path(0).path("resourceNames").toString())
                .isEqualTo("[\"embedder\",\"reranker\",\"generator\"]");
        assertThat(rules.path(0).path("verbs").toString()).isEqualTo("[\"get\",\"patch\"]");
        assertThat(rules.path(1).path("resources").toString()).isEqualTo("[\"configmaps\"]");
        assertThat(rules.path(1).path("verbs").toString()).isEqualTo("[\"get\"]");
        assertThat(job().at("/spec/job/spec/template/spec/serviceAccountName").asText())
                .isEqualTo("model-rollout");
    }

    static Stream<Rule> rules() {
        return Stream.of(new RestrictedPods(), new PinnedImages(true), new ResourceLimits(), new SecretsByReference());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void itsPodIsHeldToTheRulesOfAllPodsButForItsToken(Rule rule) {
        ObjectNode deployment =
                JSON.createObjectNode().put("apiVersion", "apps/v1").put("kind", "Deployment");
        deployment.putObject("metadata").put("name", "model-rollout");
        deployment.set("spec", job().at("/spec/job/spec"));

        assertThat(rule.check(new Manifests(List.of(deployment))))
                .extracting(Finding::message)
                .containsExactlyElementsOf(
                        rule instanceof RestrictedPods
                                ? List.of("automountServiceAccountToken must be false")
                                : List.of());
    }

    @Test
    void fitsTheSchemas() {
        assertThat(CrdSchemas.real().check(rollout())).isEmpty();
        assertThat(KubernetesSchemas.real().check(rollout())).isEmpty();
        assertThat(KubernetesSchemas.real().check(access())).isEmpty();
    }

    private static Manifests rollout() {
        return Renderer.rendered(WITH_LOADER);
    }

    static Manifests access() {
        return Renderer.kustomize().render(Repository.root().resolve("gpu-services/volume/rollout/access"));
    }

    private static JsonNode job() {
        return find("sinks.knative.dev/v1alpha1", "JobSink", "model-rollout");
    }

    private static JsonNode find(String apiVersion, String kind, String name) {
        return rollout().find(apiVersion, kind, name).orElseThrow();
    }
}
