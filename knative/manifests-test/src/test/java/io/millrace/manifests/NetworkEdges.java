package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nothing is let in or out but the connections of the flow, and those are let out by the one and in by the other. */
final class NetworkEdges implements Rule {

    private static final String POLICIES = "networking.k8s.io/v1";
    private static final String POLICY = "NetworkPolicy";

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        if (manifests.all(POLICIES, POLICY).noneMatch(NetworkEdges::deniesEverything)) {
            findings.add(new Finding(POLICY + "/default-deny", "no policy denies everything to all pods"));
        }
        manifests
                .all(POLICIES, POLICY)
                .filter(NetworkEdges::reachesCredentials)
                .forEach(policy -> findings.add(new Finding(
                        Manifests.label(policy),
                        "0.0.0.0/0 without the exception 169.254.0.0/16, where clouds give out credentials")));
        Set<String> names = Workload.in(manifests).stream().map(Workload::name).collect(Collectors.toSet());
        SortedSet<Edge> flow = FlowEdges.of(manifests);
        PolicyEdges allowed = PolicyEdges.of(manifests);
        compare("in", flow, allowed.in(), edge -> names.contains(edge.to()), findings);
        compare("out", flow, allowed.out(), edge -> names.contains(edge.from()), findings);
        return findings;
    }

    private static void compare(
            String direction,
            SortedSet<Edge> flow,
            SortedSet<Edge> allowed,
            Predicate<Edge> concerned,
            List<Finding> findings) {
        Set<Edge> needed = flow.stream().filter(concerned).collect(Collectors.toCollection(TreeSet::new));
        needed.stream()
                .filter(edge -> !allowed.contains(edge))
                .forEach(edge -> findings.add(
                        new Finding(POLICY, "the flow needs " + edge + ", but no policy lets it " + direction)));
        allowed.stream()
                .filter(edge -> !needed.contains(edge))
                .forEach(edge -> findings.add(new Finding(
                        POLICY, "a policy lets " + direction + " " + edge + ", which the flow does not need")));
    }

    private static boolean deniesEverything(JsonNode policy) {
        JsonNode spec = policy.path("spec");
        String types = spec.path("policyTypes").toString();
        return spec.path("podSelector").isEmpty()
                && types.contains("Ingress")
                && types.contains("Egress")
                && spec.path("ingress").isEmpty()
                && spec.path("egress").isEmpty();
    }

    private static boolean reachesCredentials(JsonNode policy) {
        Stream<JsonNode> blocks = Pod.items(policy.at("/spec/egress"))
                .flatMap(rule -> Pod.items(rule.path("to")))
                .flatMap(peer -> Stream.ofNullable(peer.get("ipBlock")));
        return blocks.anyMatch(block -> block.path("cidr").asText().equals("0.0.0.0/0")
                && !block.path("except").toString().contains("169.254.0.0/16"));
    }
}
