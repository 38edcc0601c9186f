package io.millrace.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.deployer.ObjectReport.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at a cluster, and changes nothing. */
final class Doctor {

    private final Cluster cluster;
    private final List<DeclaredObject> objects;
    private final String home;

    /** @param objects those of the overlay that is meant to be deployed; none where it is not known */
    Doctor(Cluster cluster, List<DeclaredObject> objects, String home) {
        this.cluster = cluster;
        this.objects = objects;
        this.home = home;
    }

    DoctorReport look() {
        KnativeChecks knative = new KnativeChecks(cluster, objects);
        ServingChecks serving = new ServingChecks(cluster, objects, home);
        ClusterChecks kubernetes = new ClusterChecks(cluster, objects);
        List<Check> checks = new ArrayList<>();
        checks.add(look("Kubernetes", kubernetes::kubernetes));
        checks.add(look("Knative Serving", knative::serving));
        checks.add(look("Knative Eventing", knative::eventing));
        checks.add(look("types", kubernetes::types));
        checks.add(look("feature flags", knative::featureFlags));
        checks.add(look("broker class", knative::brokerClass));
        checks.add(look("ingress of Knative", knative::ingress));
        checks.add(look("TLS", knative::tls));
        checks.add(look("domains", serving::domains));
        checks.add(look("metrics of functions", serving::metrics));
        checks.add(look("storage", kubernetes::storage));
        checks.add(look("storage for many nodes", kubernetes::sharedStorage));
        checks.add(look("GPUs", kubernetes::gpus));
        checks.add(look("nodes by label", new NodeCheck(cluster, objects)::look));
        checks.add(look("room", new RoomCheck(cluster, objects, home)::look));
        checks.add(look("Secrets", new SecretCheck(cluster, objects, home)::look));
        checks.add(look("KEDA", kubernetes::keda));
        return new DoctorReport(home, checks, deployed());
    }

    /** What may not be read is said, and is no reason to stop. */
    private static Check look(String name, Supplier<Check> check) {
        try {
            return check.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 403) {
                throw e;
            }
            return Check.advice(
                    name,
                    "may not be looked at by you",
                    "ask one who may: " + e.getStatus().getMessage());
        }
    }

    private List<ObjectReport> deployed() {
        ReadyWait states = new ReadyWait(cluster, Pace.real(), line -> {}, Duration.ZERO);
        List<ObjectNode> members = new ArrayList<>(Inventory.read(cluster, home)
                .map(inventory -> inventory.members(cluster, line -> {}))
                .orElse(List.of()));
        members.sort(Comparator.comparingInt(member -> ApplyOrder.rank(ObjectName.of(member))));
        List<ObjectReport> reports = new ArrayList<>();
        for (ObjectNode member : members) {
            ObjectName name = ObjectName.of(member);
            Optional<Trouble> trouble = states.trouble(name);
            reports.add(
                    trouble.isEmpty()
                            ? new ObjectReport(name, Action.SEEN, State.READY, "")
                            : new ObjectReport(
                                    name,
                                    Action.SEEN,
                                    trouble.get().lasting() ? State.FAILED : State.WAITING,
                                    trouble.get().toString()));
        }
        return reports;
    }
}
