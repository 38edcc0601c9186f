package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * At most one scaler a Deployment, and none fights it by fixed replicas. Engines on CPUs scale by CPU and memory; those
 * on GPUs by waiting requests, with busy GPUs as a guard, and slowly down.
 */
final class Scaling implements Rule {

    private static final String AUTOSCALING = "autoscaling/v2";
    private static final String AUTOSCALER = "HorizontalPodAutoscaler";
    private static final long LEAST_DOWN_SECONDS = 300;

    @Override
    public List<Finding> check(Manifests manifests) {
        return ModelServer.in(manifests)
                .flatMap(server -> check(manifests, server).stream().map(server::finding))
                .toList();
    }

    private static List<String> check(Manifests manifests, ModelServer server) {
        List<String> messages = new ArrayList<>();
        List<JsonNode> autoscalers = targeting(manifests, AUTOSCALING, AUTOSCALER, server.role());
        List<JsonNode> scaled = targeting(manifests, "keda.sh/v1alpha1", "ScaledObject", server.role());
        if (autoscalers.size() + scaled.size() > 1) {
            messages.add("more than one scaler sets its size");
        }
        if (server.pod().owner().at("/spec").has("replicas")) {
            messages.add("replicas fights with whoever scales it");
        }
        if (!server.engine().needsGpu()) {
            Set<String> resources = autoscalers.stream()
                    .flatMap(one -> Pod.items(one.at("/spec/metrics")))
                    .map(metric -> metric.at("/resource/name").asText())
                    .collect(Collectors.toSet());
            if (!resources.equals(Set.of("cpu", "memory"))) {
                messages.add("an engine on CPUs must scale by cpu and memory: " + resources);
            }
        } else {
            autoscalers.forEach(one -> messages.addAll(byRequests(
                    Pod.items(one.at("/spec/metrics"))
                            .map(metric -> metric.path("external").toString())
                            .toList(),
                    one.at("/spec/behavior"),
                    server.role())));
            scaled.forEach(one -> messages.addAll(byRequests(
                    Pod.items(one.at("/spec/triggers")).map(JsonNode::toString).toList(),
                    one.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior"),
                    server.role())));
        }
        return messages;
    }

    private static List<String> byRequests(List<String> metrics, JsonNode behavior, String role) {
        boolean two = metrics.size() == 2
                && metrics.get(0).contains("requests_waiting")
                && metrics.get(1).contains("gpu_pods_busy")
                && metrics.stream().allMatch(metric -> metric.contains("AverageValue") && metric.contains(role));
        long down = behavior.at("/scaleDown/stabilizationWindowSeconds").asLong(0);
        return Stream.of(
                        Rules.unless(
                                two,
                                "an engine on GPUs must scale by its waiting requests, guarded by its busy GPUs: "
                                        + metrics),
                        Rules.unless(
                                down >= LEAST_DOWN_SECONDS,
                                "scaleDown must wait " + LEAST_DOWN_SECONDS + " s at least: " + down))
                .flatMap(message -> message)
                .toList();
    }

    private static List<JsonNode> targeting(Manifests manifests, String apiVersion, String kind, String name) {
        return manifests
                .all(apiVersion, kind)
                .filter(one -> one.at("/spec/scaleTargetRef/kind").asText().equals("Deployment")
                        && one.at("/spec/scaleTargetRef/name").asText().equals(name))
                .<JsonNode>map(one -> one)
                .toList();
    }
}
