package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The example of a third party's step, laid over the cluster's manifests. */
final class ExampleStepTest {

    private static Manifests rendered() {
        Renderer.kustomize();
        return Rendering.EXAMPLE.copy();
    }

    /** All but {@link Functions}, to which a step is a stranger. */
    static List<Rule> rules() {
        return Rules.all().stream().filter(rule -> !(rule instanceof Functions)).toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void passesTheRulesOfMillracesOwn(Rule rule) {
        assertThat(rule.check(rendered())).isEmpty();
    }

    @Test
    void standsBetweenChunkingAndEmbeddingAndChunkingKnowsOfIt() {
        Manifests manifests = rendered();
        JsonNode step =
                manifests.find(Manifests.EVENTING, "Trigger", "redact-emails").orElseThrow();
        JsonNode next = manifests
                .find(Manifests.EVENTING, "Trigger", "chunks-prepared-embedding")
                .orElseThrow();

        assertThat(step.at("/spec/filter/attributes/type").asText()).isEqualTo("millrace.chunks.prepared.v1");
        assertThat(step.at("/spec/subscriber/ref/name").asText()).isEqualTo("redact-emails");
        assertThat(step.at("/spec/subscriber/uri").isMissingNode()).isTrue();
        assertThat(next.at("/spec/filter/attributes/type").asText())
                .isEqualTo(step.at("/metadata/annotations")
                        .path("millrace.io/emits")
                        .asText());
        JsonNode chunking =
                manifests.find(Manifests.SERVING, "Service", "chunking").orElseThrow();
        assertThat(chunking.at("/spec/template/spec/containers/0/env").toString())
                .contains("{\"name\":\"MILLRACE_CHUNKING_STEPS\",\"value\":\"redact-emails@"
                        + step.at("/metadata/annotations")
                                .path("millrace.io/revision")
                                .asText()
                        + "\"}");
    }

    private static final class Rendering {
        private static final Manifests EXAMPLE =
                Renderer.kustomize().render(Repository.root().resolve("eventing/examples/redact-emails"));

        private Rendering() {}
    }
}
