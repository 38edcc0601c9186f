package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every overlay, alone and with each component laid over it, judged by every rule. */
final class OverlaysTest {

    static List<Combination> all() {
        return Combination.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void passesEveryRule(Combination combination) {
        Manifests rendered = Renderer.rendered(combination);
        assertThat(Rules.of(combination.namespace()).stream()
                        .flatMap(rule -> rule.check(rendered).stream())
                        .map(Finding::toString))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void isAdmittedByTheRealDefinitions(Combination combination) {
        assertThat(CrdSchemas.real().check(Renderer.rendered(combination))).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void isAdmittedByKubernetesOwnSchemas(Combination combination) {
        assertThat(KubernetesSchemas.real().check(Renderer.rendered(combination)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void liesInANamespaceThatEnforcesTheRestrictedProfile(Combination combination) {
        assertThat(Renderer.rendered(combination)
                        .find("v1", "Namespace", combination.namespace())
                        .orElseThrow()
                        .at("/metadata/labels")
                        .path("pod-security.kubernetes.io/enforce")
                        .asText())
                .isEqualTo("restricted");
    }

    @Test
    void everyComponentTakesPart() throws IOException {
        assertThat(Combination.forgotten())
                .as("components that no combination renders")
                .isEmpty();
    }

    @Test
    void nothingOfTheAirgappedOverlayReachesBeyondTheCluster() {
        Manifests airgapped = Renderer.rendered(Combination.OVERLAYS.getLast());
        Stream<String> images = Stream.concat(
                airgapped
                        .pods()
                        .flatMap(pod -> pod.containers().stream())
                        .map(container -> container.path("image").asText()),
                airgapped
                        .all("postgresql.cnpg.io/v1", "Cluster")
                        .map(cluster -> cluster.at("/spec/imageName").asText()));

        assertThat(images).isNotEmpty().allMatch(image -> image.startsWith("registry.internal/"));
        assertThat(PolicyEdges.of(airgapped).out()).noneMatch(edge -> edge.to().equals("0.0.0.0/0"));
    }
}
