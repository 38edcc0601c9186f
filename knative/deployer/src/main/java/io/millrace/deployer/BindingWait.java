package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/**
 * Waits until Knative knows the Brokers, who is to be bound to them, and who takes their dead letters: only then it writes the address into a Knative Service or Deployment as that is created. One
 * that is created before has a second revision at once, whose pods need room beside the first one's.
 */
final class BindingWait {

    /** After that the objects are applied all the same: they become ready later, and what is in the way is said then. */
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Cluster cluster;
    private final Pace pace;

    BindingWait(Cluster cluster, Pace pace) {
        this.cluster = cluster;
        this.pace = pace;
    }

    /** @param senders Brokers, SinkBindings, and the Knative Services that take dead letters */
    void until(List<ObjectName> senders) {
        long end = pace.nanos() + AT_MOST.toNanos();
        while (!senders.stream().allMatch(this::isKnown) && pace.nanos() < end) {
            pace.pause(BETWEEN_LOOKS);
        }
    }

    private boolean isKnown(ObjectName name) {
        return cluster.get(name)
                .filter(live -> Readiness.missing(live).isEmpty() || waitsForItsSubject(live))
                .isPresent();
    }

    /** The word of Knative's controller for a binding that it has seen, before there is anything to bind. */
    private static boolean waitsForItsSubject(ObjectNode live) {
        for (JsonNode condition : live.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("reason").asText().equals("SubjectMissing");
            }
        }
        return false;
    }
}
