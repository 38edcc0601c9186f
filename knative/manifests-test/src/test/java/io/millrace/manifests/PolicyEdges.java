package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the NetworkPolicies let through.
 *
 * @param in connections that the policies of those who are called let in
 * @param out connections that the policies of those who call let out
 */
record PolicyEdges(SortedSet<Edge> in, SortedSet<Edge> out) {

    static PolicyEdges of(Manifests manifests) {
        List<Workload> workloads = Workload.in(manifests);
        SortedSet<Edge> in = new TreeSet<>();
        SortedSet<Edge> out = new TreeSet<>();
        manifests
                .all("networking.k8s.io/v1", "NetworkPolicy")
                .map(policy -> policy.path("spec"))
                .forEach(spec -> workloads.stream()
                        .filter(workload -> workload.matches(spec.path("podSelector")))
                        .forEach(workload -> {
                            for (JsonNode rule : spec.path("ingress")) {
                                in.addAll(ingress(workloads, workload, rule));
                            }
                            for (JsonNode rule : spec.path("egress")) {
                                out.addAll(egress(workloads, workload, rule));
                            }
                        }));
        return new PolicyEdges(in, out);
    }

    private static List<Edge> ingress(List<Workload> workloads, Workload to, JsonNode rule) {
        return peers(workloads, rule.path("from")).stream()
                .flatMap(from -> ports(rule).map(port -> new Edge(from.name(), to.name(), to.port(port))))
                .toList();
    }

    private static List<Edge> egress(List<Workload> workloads, Workload from, JsonNode rule) {
        return peers(workloads, rule.path("to")).stream()
                .flatMap(to -> ports(rule).map(port -> new Edge(from.name(), to.name(), to.port(port))))
                .toList();
    }

    private static Stream<JsonNode> ports(JsonNode rule) {
        return rule.path("ports").isEmpty()
                ? Stream.of(JsonNodeFactory.instance.objectNode())
                : Pod.items(rule.path("ports"));
    }

    private static List<Workload> peers(List<Workload> workloads, JsonNode peers) {
        if (peers.isEmpty()) {
            return List.of(stranger("anybody"));
        }
        List<Workload> meant = new ArrayList<>();
        for (JsonNode peer : peers) {
            if (peer.has("ipBlock")) {
                meant.add(stranger(peer.at("/ipBlock/cidr").asText()));
            } else if (peer.has("namespaceSelector")) {
                String labels = labels(peer.path("podSelector"));
                meant.add(stranger(peer.at("/namespaceSelector/matchLabels")
                                .path("kubernetes.io/metadata.name")
                                .asText("any namespace")
                        + (labels.isEmpty() ? "" : "/" + labels)));
            } else {
                List<Workload> found = workloads.stream()
                        .filter(workload -> workload.matches(peer.path("podSelector")))
                        .toList();
                meant.addAll(found);
                if (found.isEmpty()) {
                    meant.add(stranger("nobody with " + labels(peer.path("podSelector"))));
                }
            }
        }
        return meant;
    }

    private static String labels(JsonNode selector) {
        return selector.path("matchLabels").properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .collect(Collectors.joining(","));
    }

    private static Workload stranger(String name) {
        return new Workload(name, JsonNodeFactory.instance.objectNode(), Map.of());
    }
}
