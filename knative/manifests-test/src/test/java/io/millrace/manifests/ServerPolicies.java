package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model server is reached by the functions that call it and reaches nothing; a Job is reached by nobody, either. */
final class ServerPolicies implements Rule {

    /** Who calls whom: chunking counts tokens, answering does all of it on its fast path. */
    private static final Map<String, Set<String>> CALLERS = Map.of(
            "embedder", Set.of("answering", "answering-events", "chunking", "embedding"),
            "reranker", Set.of("answering", "reranking"),
            "generator", Set.of("answering", "answering-events"));

    @Override
    public List<Finding> check(Manifests manifests) {
        Stream<Finding> servers = ModelServer.in(manifests)
                .flatMap(server -> check(manifests, server.pod(), CALLERS.getOrDefault(server.role(), Set.of())));
        Stream<Finding> jobs = manifests
                .pods()
                .filter(Pod::isJob)
                .filter(pod -> pod.spec().toString().contains("nvidia.com/gpu"))
                .flatMap(pod -> check(manifests, pod, Set.of()));
        return Stream.concat(servers, jobs).toList();
    }

    private static Stream<Finding> check(Manifests manifests, Pod pod, Set<String> callers) {
        Workload server = Workload.of(pod);
        List<JsonNode> policies = manifests
                .all("networking.k8s.io/v1", "NetworkPolicy")
                .map(policy -> policy.path("spec"))
                .filter(spec -> !spec.path("podSelector").isEmpty() && server.matches(spec.path("podSelector")))
                .filter(spec -> spec.path("policyTypes").toString().contains("Egress"))
                .toList();
        if (policies.size() != 1) {
            return Stream.of(
                    pod.finding("one NetworkPolicy for both directions must select its pods: " + policies.size()));
        }
        JsonNode policy = policies.getFirst();
        Set<String> allowed = Pod.items(policy.path("ingress"))
                .flatMap(rule -> rule.path("from").isEmpty()
                        ? Stream.of("anybody")
                        : Pod.items(rule.path("from")).map(ServerPolicies::name))
                .collect(Collectors.toSet());
        return Stream.of(
                        Rules.unless(
                                policy.path("policyTypes").toString().contains("Ingress"),
                                "its NetworkPolicy must hold Ingress"),
                        Rules.unless(policy.path("egress").isEmpty(), "its NetworkPolicy lets something out"),
                        Rules.unless(
                                allowed.equals(callers), "its NetworkPolicy lets in " + allowed + ", not " + callers))
                .flatMap(message -> message)
                .map(pod::finding);
    }

    private static String name(JsonNode peer) {
        return peer.has("namespaceSelector") || peer.has("ipBlock")
                ? "strangers"
                : peer.at("/podSelector/matchLabels")
                        .path("app.kubernetes.io/name")
                        .asText("anybody");
    }
}
