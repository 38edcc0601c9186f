package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the nodes have room for one pod of everything in the overlay at once, by what the pods request. A pod that finds none stays Pending, and Knative calls a
 * revision that never ran failed. Taken over all nodes together, so of several nodes it says too much rather than too little.
 */
final class RoomCheck {

    private static final String NAME = "room";
    private static final String SIDECAR = "queue.sidecar.serving.knative.dev/";

    /** Of Knative's queue-proxy, where no annotation says otherwise ({@code queue-sidecar-cpu-request} of {@code config-deployment}). */
    private static final Room QUEUE_PROXY = new Room(new BigDecimal("0.025"), BigDecimal.ZERO);

    private final Cluster cluster;
    private final List<DeclaredObject> objects;
    private final String home;

    /** @param home the namespace whose pods are the overlay's own, of an earlier deploy */
    RoomCheck(Cluster cluster, List<DeclaredObject> objects, String home) {
        this.cluster = cluster;
        this.objects = objects;
        this.home = home;
    }

    /** Cores, and bytes. */
    private record Room(BigDecimal cores, BigDecimal bytes) {

        private static final Room NONE = new Room(BigDecimal.ZERO, BigDecimal.ZERO);

        Room plus(Room other) {
            return new Room(cores.add(other.cores), bytes.add(other.bytes));
        }

        Room minus(Room other) {
            return new Room(cores.subtract(other.cores), bytes.subtract(other.bytes));
        }

        Room times(int count) {
            return new Room(cores.multiply(BigDecimal.valueOf(count)), bytes.multiply(BigDecimal.valueOf(count)));
        }

        boolean holds(Room wanted) {
            return cores.compareTo(wanted.cores) >= 0 && bytes.compareTo(wanted.bytes) >= 0;
        }

        @Override
        public String toString() {
            BigDecimal mebibytes = bytes.divide(BigDecimal.valueOf(1L << 20), 0, RoundingMode.HALF_UP);
            return cores.multiply(BigDecimal.valueOf(1000))
                            .setScale(0, RoundingMode.HALF_UP)
                            .toPlainString() + "m of CPU and " + mebibytes.toPlainString() + " MiB";
        }
    }

    Check look() {
        Room wanted = objects.stream().map(RoomCheck::wanted).reduce(Room.NONE, Room::plus);
        Map<String, Room> taken = new TreeMap<>();
        for (Pod pod : cluster.client().pods().inAnyNamespace().list().getItems()) {
            String namespace = pod.getMetadata().getNamespace();
            if (!namespace.equals(home) && isHeld(pod)) {
                taken.merge(namespace, requested(pod), Room::plus);
            }
        }
        Room free = cluster.client().nodes().list().getItems().stream()
                .filter(node -> node.getSpec() == null
                        || !Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
                .filter(node -> node.getStatus() != null && node.getStatus().getAllocatable() != null)
                .map(node -> room(node.getStatus().getAllocatable()))
                .reduce(Room.NONE, Room::plus)
                .minus(taken.values().stream().reduce(Room.NONE, Room::plus));
        String found = objects.isEmpty()
                ? free + " not yet requested by others"
                : wanted + " wanted with all awake, " + free + " not requested by others";
        if (free.holds(wanted)) {
            return Check.fine(NAME, found);
        }
        String most = taken.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Room> entry) ->
                                entry.getValue().cores())
                        .reversed())
                .limit(4)
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return Check.wrong(
                NAME,
                found,
                "lower what others request (kubectl set resources; of Knative's parts that nothing here needs: kubectl scale --replicas=0), or add a node; requested so far: "
                        + most);
    }

    private static Room wanted(DeclaredObject object) {
        JsonNode spec = object.content().path("spec");
        JsonNode template = spec.path("template");
        Room pod = template.at("/spec/containers")
                .valueStream()
                .map(container -> room(container.at("/resources/requests")))
                .reduce(Room.NONE, Room::plus);
        return switch (object.name().groupKind()) {
            case "Deployment.apps", "StatefulSet.apps" ->
                pod.times(spec.path("replicas").asInt(1));
            case "Job.batch" -> pod;
            case "Service.serving.knative.dev" -> pod.plus(queueProxy(template.at("/metadata/annotations")));
            default -> Room.NONE;
        };
    }

    private static Room queueProxy(JsonNode annotations) {
        JsonNode cpu = annotations.path(SIDECAR + "cpu-resource-request");
        JsonNode memory = annotations.path(SIDECAR + "memory-resource-request");
        return new Room(
                cpu.isMissingNode() ? QUEUE_PROXY.cores() : amount(cpu.asText()),
                memory.isMissingNode() ? QUEUE_PROXY.bytes() : amount(memory.asText()));
    }

    private static boolean isHeld(Pod pod) {
        String phase =
                pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
        return !phase.equals("Succeeded") && !phase.equals("Failed");
    }

    private static Room requested(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .map(Container::getResources)
                .filter(resources -> resources != null && resources.getRequests() != null)
                .map(resources -> room(resources.getRequests()))
                .reduce(Room.NONE, Room::plus);
    }

    private static Room room(Map<String, Quantity> amounts) {
        return new Room(amount(amounts.get("cpu")), amount(amounts.get("memory")));
    }

    private static BigDecimal amount(@Nullable Quantity quantity) {
        return quantity == null ? BigDecimal.ZERO : Quantity.getAmountInBytes(quantity);
    }

    private static Room room(JsonNode amounts) {
        return new Room(
                amount(amounts.path("cpu").asText()),
                amount(amounts.path("memory").asText()));
    }

    private static BigDecimal amount(String quantity) {
        return amount(quantity.isEmpty() ? null : new Quantity(quantity));
    }
}
