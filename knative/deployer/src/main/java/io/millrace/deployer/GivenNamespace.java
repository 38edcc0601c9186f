package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.deployer.ObjectReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A namespace that its administrator has made for us: who deploys with the Role {@code millrace-deployer} works in it and may not change it, or else could take away
 * its Pod Security labels.
 */
final class GivenNamespace {

    private static final int FORBIDDEN = 403;

    private final Cluster cluster;
    private final ObjectName name;

    GivenNamespace(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.name = new ObjectName("v1", "Namespace", "", namespace);
    }

    /** What becomes of a declared one that may not be changed. */
    ObjectReport report(DeclaredObject declared) {
        Optional<String> absent = absent();
        if (absent.isPresent()) {
            return new ObjectReport(name, Action.REFUSED, State.FAILED, absent.get());
        }
        List<String> lacking = lacking(declared.content().at("/metadata/labels"));
        return new ObjectReport(
                name,
                Action.GIVEN,
                State.READY,
                "it is its administrator's, and stays as it is"
                        + (lacking.isEmpty()
                                ? ""
                                : "; it should have other labels. Remedy: have them set (kubectl label --overwrite namespace "
                                        + name.name() + " " + String.join(" ", lacking) + ")"));
    }

    /** Why it can't be worked in, with the remedy; empty where it is there, as far as one who may not see it can know. */
    Optional<String> absent() {
        try {
            return cluster.get(name).isPresent()
                    ? Optional.empty()
                    : Optional.of("it is not there, and you may not make it" + remedy());
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
            return isReadIn()
                    ? Optional.empty()
                    : Optional.of("you may neither see it nor read in it, so it may not be there" + remedy());
        }
    }

    /** A right that a Role of the namespace gives is a sign of the namespace. */
    private boolean isReadIn() {
        try {
            cluster.get(Inventory.parent(name.name()));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
            return false;
        }
    }

    private String remedy() {
        return ". Remedy: have the cluster's administrator make it (kubectl create namespace " + name.name()
                + "), apply knative/platform/access in it, and bind you to its Role millrace-deployer";
    }

    /** Labels that it should have, as {@code name=value}; none where it may not be seen. */
    private List<String> lacking(JsonNode wanted) {
        List<String> lacking = new ArrayList<>();
        try {
            JsonNode there = cluster.get(name).orElseThrow().at("/metadata/labels");
            wanted.properties().stream()
                    .filter(label -> !label.getKey().equals(Inventory.MEMBER)
                            && !label.getValue().equals(there.path(label.getKey())))
                    .forEach(label ->
                            lacking.add(label.getKey() + "=" + label.getValue().asText()));
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
        }
        return lacking;
    }
}
