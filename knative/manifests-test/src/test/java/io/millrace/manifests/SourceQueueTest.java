package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What polls a queue in AWS: in a namespace of its own, since Knative writes its pod, and by the gateway to intake in ours. */
final class SourceQueueTest {

    @Test
    void itsNamespaceAdmitsThePodThatKnativeWritesAndNoMore() {
        assertThat(rendered()
                        .find("v1", "Namespace", "millrace-sources")
                        .orElseThrow()
                        .at("/metadata/labels")
                        .toString())
                .contains("\"pod-security.kubernetes.io/enforce\":\"baseline\"");
        assertThat(rendered().objects())
                .filteredOn(object -> !Manifests.isA(object, "v1", "Namespace"))
                .extracting(object -> object.at("/metadata/namespace").asText())
                .containsOnly("millrace-sources");
    }

    @Test
    void tellsIntakeOfTheOverlays() {
        JsonNode sink = rendered()
                .find("sources.knative.dev/v1alpha1", "IntegrationSource", "bucket")
                .orElseThrow()
                .at("/spec/sink");

        assertThat(sink.at("/ref/namespace").asText()).isEqualTo(Combination.NAMESPACE);
        assertThat(Renderer.overlay()
                        .find(
                                sink.at("/ref/apiVersion").asText(),
                                sink.at("/ref/kind").asText(),
                                sink.at("/ref/name").asText()))
                .isPresent();
        assertThat(sink.path("uri").asText()).isEqualTo("/notifications");
    }

    @Test
    void reachesNamesTheQueueAndTheGatewayAndIsReachedByNobody() {
        assertThat(new NetworkEdges().check(rendered())).isEmpty();
        assertThat(PolicyEdges.of(rendered()).in()).isEmpty();
    }

    /** Where a component of the overlay says by which gateway functions are called, the source gets there, too. */
    @Test
    void knowsEveryGatewayThatFunctionsAreCalledBy() {
        Set<String> gateways = Set.of("kourier-system", "istio-system", "eg-internal");
        assertThat(PolicyEdges.of(rendered()).out())
                .extracting(edge -> edge.to().replaceFirst("/.*", ""))
                .containsAll(gateways);
        Stream<Manifests> overlays = Combination.all().stream().map(Renderer::rendered);
        assertThat(overlays.flatMap(manifests -> PolicyEdges.of(manifests).out().stream())
                        .filter(edge -> edge.from().equals("dead-letters")
                                && Set.of(8081, 10080).contains(edge.port()))
                        .map(edge -> edge.to().replaceFirst("/.*", "")))
                .isSubsetOf(gateways);
    }

    @Test
    void isAdmittedBySchemas() {
        assertThat(CrdSchemas.real().check(rendered())).isEmpty();
        assertThat(KubernetesSchemas.real().check(rendered())).isEmpty();
    }

    static Manifests rendered() {
        return Renderer.kustomize().render(Repository.knative().resolve("components/source-aws/queue"));
    }
}
