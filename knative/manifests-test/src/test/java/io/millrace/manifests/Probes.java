package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every container that serves says when it is ready. A server with a slow start has a start-up probe before its liveness probe. A
 * probe goes to a port that the container has, or runs a program.
 */
final class Probes implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        return manifests
                .pods()
                .filter(pod -> !pod.isJob())
                .flatMap(pod -> Pod.items(pod.spec().path("containers")).flatMap(container -> check(pod, container)))
                .toList();
    }

    private static Stream<Finding> check(Pod pod, JsonNode container) {
        Stream<String> wanted = pod.isFunction()
                ? Stream.of("readinessProbe")
                : Stream.of("startupProbe", "readinessProbe", "livenessProbe");
        Stream<Finding> missing = wanted.filter(probe -> !container.has(probe))
                .map(probe -> pod.finding(container, probe + " is missing"));
        Stream<Finding> lost = Stream.of("startupProbe", "readinessProbe", "livenessProbe")
                .filter(container::has)
                .filter(probe -> !reachesPort(container, container.path(probe)))
                .map(probe -> pod.finding(container, probe + " goes to a port that the container has not"));
        return Stream.concat(missing, lost);
    }

    private static boolean reachesPort(JsonNode container, JsonNode probe) {
        if (probe.has("exec")) {
            return !probe.at("/exec/command").isEmpty();
        }
        JsonNode port = probe.has("httpGet") ? probe.at("/httpGet/port") : probe.at("/tcpSocket/port");
        return Pod.items(container.path("ports"))
                .anyMatch(offered -> port.isInt()
                        ? offered.path("containerPort").equals(port)
                        : offered.path("name").equals(port));
    }
}
