package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a single node with two cores must find room for, and what it has not. */
final class LaptopTest {

    private static final BigDecimal CORE = BigDecimal.ONE;
    private static final BigDecimal FOUR_GIB = BigDecimal.valueOf(4L << 30);
    private static final String SIDECAR = "queue.sidecar.serving.knative.dev/";

    private static Manifests laptop() {
        return Renderer.rendered(Combination.LAPTOP);
    }

    @Test
    void oneReplicaOfEachTakesAtMostOneCore() {
        assertThat(requested("cpu")).isPositive().isLessThanOrEqualTo(CORE);
    }

    @Test
    void oneReplicaOfEachTakesAtMostFourGibibytes() {
        assertThat(requested("memory")).isPositive().isLessThanOrEqualTo(FOUR_GIB);
    }

    @Test
    void noPodHasASecondReplica() {
        assertThat(laptop().all(Manifests.SERVING, "Service"))
                .allSatisfy(service -> assertThat(service.at("/spec/template/metadata/annotations")
                                .path("autoscaling.knative.dev/max-scale")
                                .asText())
                        .isEqualTo("1"));
        assertThat(laptop().all("autoscaling/v2", "HorizontalPodAutoscaler"))
                .allSatisfy(scaler ->
                        assertThat(scaler.at("/spec/maxReplicas").asInt()).isEqualTo(1));
        assertThat(laptop().all("apps/v1", "StatefulSet"))
                .allSatisfy(set -> assertThat(set.at("/spec/replicas").asInt()).isEqualTo(1));
    }

    @Test
    void claimsNeedNoProvisioner() {
        Stream<JsonNode> claims = Stream.concat(
                laptop().all("v1", "PersistentVolumeClaim"),
                laptop().all("apps/v1", "StatefulSet").flatMap(set -> Pod.items(set.at("/spec/volumeClaimTemplates"))));

        assertThat(claims).isNotEmpty().allSatisfy(claim -> {
            assertThat(claim.at("/spec/storageClassName").isTextual()).isTrue();
            assertThat(claim.at("/spec/storageClassName").asText()).isEmpty();
            assertThat(claim.at("/spec/accessModes").toString()).isEqualTo("[\"ReadWriteOnce\"]");
        });
        assertThat(laptop().all("storage.k8s.io/v1", "StorageClass")).isEmpty();
    }

    @Test
    void imagesAreThoseOfThisBuild() throws IOException {
        String version = version();
        assertThat(laptop().pods()
                        .flatMap(pod -> pod.containers().stream())
                        .map(container -> container.path("image").asText()))
                .isNotEmpty()
                .allMatch(Pattern.compile("dev\\.local/millrace/[a-z-]+:" + Pattern.quote(version))
                        .asMatchPredicate());
    }

    @Test
    void theBrokerIsTheOneThatComesWithKnativeAndWaitsAsLongAsKafkas() {
        JsonNode broker =
                laptop().find(Manifests.EVENTING, "Broker", "millrace").orElseThrow();
        JsonNode kafka = Renderer.overlay()
                .find(Manifests.EVENTING, "Broker", "millrace")
                .orElseThrow();

        assertThat(broker.at("/metadata/annotations")
                        .path("eventing.knative.dev/broker.class")
                        .asText())
                .isEqualTo("MTChannelBasedBroker");
        assertThat(broker.at("/spec/config/name").asText()).isEqualTo("config-br-default-channel");
        // d·2ⁿ⁻¹ against d·2ⁿ
        assertThat(List.of(
                        broker.at("/spec/delivery/backoffDelay").asText(),
                        kafka.at("/spec/delivery/backoffDelay").asText()))
                .containsExactly("PT1S", "PT0.5S");
        assertThat(broker.at("/spec/delivery/retry")).isEqualTo(kafka.at("/spec/delivery/retry"));
    }

    /** That of 'millrace images build', where it is told no other. */
    private static String version() throws IOException {
        Matcher version = Pattern.compile("^  <version>(.+?)(-SNAPSHOT)?</version>$", Pattern.MULTILINE)
                .matcher(Files.readString(Repository.root().resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private static BigDecimal requested(String resource) {
        return laptop().pods()
                .flatMap(pod -> Stream.concat(
                        Pod.items(pod.spec().path("containers"))
                                .map(container -> container.at("/resources/requests/" + resource)),
                        Stream.of(Pod.template(pod.owner())
                                        .at("/metadata/annotations")
                                        .path(SIDECAR + resource + "-resource-request"))
                                .filter(request -> pod.isFunction())))
                .map(request -> Quantity.getAmountInBytes(new Quantity(request.asText())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
