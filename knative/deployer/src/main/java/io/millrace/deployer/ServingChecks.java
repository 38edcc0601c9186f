package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings of Knative Serving that some components need and that are off by default. */
final class ServingChecks {

    private static final String CLAIMS = "networking.internal.knative.dev/v1alpha1";

    private final Cluster cluster;
    private final List<DeclaredObject> objects;
    private final String home;

    ServingChecks(Cluster cluster, List<DeclaredObject> objects, String home) {
        this.cluster = cluster;
        this.objects = objects;
        this.home = home;
    }

    /** A DomainMapping is never ready without a claim of its name, which belongs to no namespace and is the administrator's. */
    Check domains() {
        String name = "domains";
        List<DeclaredObject> wanted = objects.stream()
                .filter(object -> object.name().is("serving.knative.dev", "DomainMapping"))
                .toList();
        if (wanted.isEmpty()) {
            return Check.fine(name, "none of its own wanted");
        }
        if (setting("config-network", "autocreate-cluster-domain-claims").equals("true")) {
            return Check.fine(name, "claimed by Knative itself");
        }
        List<String> unclaimed = new ArrayList<>();
        List<String> claims = new ArrayList<>();
        for (DeclaredObject mapping : wanted) {
            String domain = mapping.name().name();
            String namespace =
                    mapping.name().namespace().isEmpty() ? home : mapping.name().namespace();
            if (!isClaimed(domain, namespace)) {
                unclaimed.add(domain);
                claims.add("{apiVersion: " + CLAIMS + ", kind: ClusterDomainClaim, metadata: {name: " + domain
                        + "}, spec: {namespace: " + namespace + "}}");
            }
        }
        return unclaimed.isEmpty()
                ? Check.fine(name, "claimed")
                : Check.wrong(
                        name,
                        "no ClusterDomainClaim for " + String.join(", ", unclaimed)
                                + ": the DomainMapping never gets ready",
                        "have the cluster's administrator apply " + String.join(" and ", claims));
    }

    private boolean isClaimed(String domain, String namespace) {
        return cluster.get(new ObjectName(CLAIMS, "ClusterDomainClaim", "", domain))
                .filter(claim -> claim.at("/spec/namespace").asText().equals(namespace))
                .isPresent();
    }

    /** What the PodMonitor of 'observability' asks for is served only where Serving is told to. */
    Check metrics() {
        String name = "metrics of functions";
        boolean wanted = objects.stream()
                .filter(object -> object.name().is("monitoring.coreos.com", "PodMonitor"))
                .anyMatch(ServingChecks::asksQueueProxies);
        if (!wanted) {
            return Check.fine(name, "not asked for");
        }
        String protocol = setting("config-observability", "request-metrics-protocol");
        return protocol.equals("prometheus")
                ? Check.fine(name, "on")
                : Check.advice(
                        name,
                        "off: nothing answers Prometheus at the functions",
                        "set 'request-metrics-protocol: prometheus' in ConfigMap knative-serving/config-observability");
    }

    private static boolean asksQueueProxies(DeclaredObject monitor) {
        for (JsonNode endpoint : monitor.content().at("/spec/podMetricsEndpoints")) {
            if (endpoint.path("port").asText().equals("http-usermetric")) {
                return true;
            }
        }
        return false;
    }

    private String setting(String map, String key) {
        Optional<ObjectNode> found = cluster.get(new ObjectName("v1", "ConfigMap", "knative-serving", map));
        return found.map(data -> data.path("data").path(key).asText("")).orElse("");
    }
}
