package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.deployer.ObjectReport.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of {@code undeploy}: what waits for events first, then the rest the other way round than it was applied, data last and only on demand. */
final class Removal {

    private final Cluster cluster;
    private final String home;
    private final boolean withData;
    private final boolean clusterAdmin;
    private final Consumer<String> say;
    private final GoneWait wait;
    private final List<ObjectReport> reports = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Removal(
            Cluster cluster,
            String home,
            boolean withData,
            boolean clusterAdmin,
            Duration timeout,
            Pace pace,
            Consumer<String> say) {
        this.cluster = cluster;
        this.home = home;
        this.withData = withData;
        this.clusterAdmin = clusterAdmin;
        this.say = say;
        this.wait = new GoneWait(cluster, pace, timeout);
    }

    DeployReport run() {
        Optional<Inventory> inventory = Inventory.read(cluster, home);
        if (inventory.isEmpty()) {
            say.accept("nothing of Millrace is deployed in namespace " + home);
            return new DeployReport(home, reports, problems);
        }
        List<ObjectNode> members = new ArrayList<>(inventory.get().members(cluster, say));
        members.sort(Comparator.comparingInt((ObjectNode member) -> ApplyOrder.rank(ObjectName.of(member)))
                .reversed());
        List<ObjectName> names = members.stream().map(ObjectName::of).toList();
        List<ObjectName> data = data(members);
        removeEach(names.stream().filter(ApplyOrder::isOfEvents).toList());
        removeEach(names.stream()
                .filter(name -> !ApplyOrder.isOfEvents(name) && !Data.goesWith(name))
                .toList());
        if (problems.isEmpty() && isEverythingGone()) {
            end(data, names.stream().filter(Data::isNamespace).toList());
        }
        return new DeployReport(home, reports, problems);
    }

    private boolean isEverythingGone() {
        return reports.stream().noneMatch(report -> report.state() == State.WAITING);
    }

    /** Data, and the namespaces with it. */
    private void end(List<ObjectName> data, List<ObjectName> namespaces) {
        if (!data.isEmpty() && !withData) {
            List<ObjectName> kept = new ArrayList<>(data);
            kept.addAll(namespaces);
            kept.forEach(name -> reports.add(new ObjectReport(
                    name, Action.KEPT, State.UNKNOWN, "it holds data; 'millrace undeploy --yes' removes it too")));
            return;
        }
        removeEach(
                data.stream().filter(name -> !name.is("", "PersistentVolume")).toList());
        removeEach(data.stream().filter(name -> name.is("", "PersistentVolume")).toList());
        if (clusterAdmin) {
            new FlagChange(cluster, new ServerSideApply(cluster, false), home, say)
                    .giveBack()
                    .ifPresent(reports::add);
        }
        // Last, since a run that is broken off needs it to go on.
        if (namespaces.stream().noneMatch(name -> name.name().equals(home))) {
            removeEach(List.of(Inventory.parent(home)));
        }
        removeEach(namespaces);
    }

    private void removeEach(List<ObjectName> names) {
        Map<ObjectName, String> refused = new LinkedHashMap<>();
        for (ObjectName name : names) {
            try {
                cluster.delete(name);
                say.accept("  " + name + ": removed");
            } catch (KubernetesClientException e) {
                refused.put(name, Refusals.of(name, e).getFirst().reason());
            }
        }
        Map<ObjectName, String> held = wait.until(
                names.stream().filter(name -> !refused.containsKey(name)).toList());
        for (ObjectName name : names) {
            if (refused.containsKey(name)) {
                reports.add(new ObjectReport(name, Action.REFUSED, State.FAILED, String.valueOf(refused.get(name))));
                problems.add(name + ": " + refused.get(name));
            } else if (held.containsKey(name)) {
                reports.add(new ObjectReport(name, Action.REMOVED, State.WAITING, String.valueOf(held.get(name))));
            } else {
                reports.add(new ObjectReport(name, Action.REMOVED, State.GONE, ""));
            }
        }
    }

    /** Ours, what StatefulSets made, and whatever else lies in our namespaces: a namespace takes it along. */
    private List<ObjectName> data(List<ObjectNode> members) {
        List<ObjectName> data = new ArrayList<>();
        List<ObjectName> namespaces = new ArrayList<>();
        for (ObjectNode member : members) {
            ObjectName name = ObjectName.of(member);
            if (Data.isNamespace(name)) {
                namespaces.add(name);
            } else if (Data.goesWith(name)) {
                data.add(name);
            } else if (name.is("apps", "StatefulSet")) {
                addClaims(name, member, data);
            }
        }
        for (ObjectName namespace : namespaces) {
            for (ObjectName claim : claimsIn(namespace.name())) {
                if (!data.contains(claim)) {
                    data.add(claim);
                }
            }
        }
        return data;
    }

    private void addClaims(ObjectName set, ObjectNode content, List<ObjectName> data) {
        for (JsonNode template : content.at("/spec/volumeClaimTemplates")) {
            String start = template.at("/metadata/name").asText() + "-" + set.name() + "-";
            claimsIn(set.namespace()).stream()
                    .filter(claim -> claim.name().startsWith(start) && !data.contains(claim))
                    .forEach(data::add);
        }
    }

    private List<ObjectName> claimsIn(String namespace) {
        return cluster.client().persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
                .map(claim -> new ObjectName(
                        "v1",
                        "PersistentVolumeClaim",
                        namespace,
                        claim.getMetadata().getName()))
                .toList();
    }
}
