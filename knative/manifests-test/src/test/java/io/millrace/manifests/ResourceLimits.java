package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;

/** Memory is bounded, the scheduler knows what to reserve, every folder in memory or on the node's disk has a size. */
final class ResourceLimits implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        return manifests
                .pods()
                .flatMap(pod -> Stream.concat(
                        pod.containers().stream()
                                .flatMap(container ->
                                        ofContainer(container).map(message -> pod.finding(container, message))),
                        Pod.items(pod.spec().path("volumes"))
                                .filter(volume -> volume.has("emptyDir")
                                        && volume.at("/emptyDir/sizeLimit").isMissingNode())
                                .map(volume -> pod.finding("emptyDir without sizeLimit: " + volume.path("name")))))
                .toList();
    }

    private static Stream<String> ofContainer(JsonNode container) {
        Stream<String> missing = Stream.of(
                        "/resources/requests/cpu", "/resources/requests/memory", "/resources/limits/memory")
                .filter(pointer -> container.at(pointer).isMissingNode())
                .map(pointer -> pointer + " is missing");
        JsonNode cpu = container.at("/resources/limits/cpu");
        boolean throttles = !cpu.isMissingNode()
                && Quantity.getAmountInBytes(new Quantity(cpu.asText())).compareTo(BigDecimal.ONE) < 0;
        return throttles
                ? Stream.concat(missing, Stream.of("a CPU limit below 1 throttles the start: " + cpu))
                : missing;
    }
}
