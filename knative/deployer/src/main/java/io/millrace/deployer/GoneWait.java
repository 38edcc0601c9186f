package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Waits until objects are gone. */
final class GoneWait {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Cluster cluster;
    private final Pace pace;
    private final long end;

    GoneWait(Cluster cluster, Pace pace, Duration timeout) {
        this.cluster = cluster;
        this.pace = pace;
        this.end = pace.nanos() + timeout.toNanos();
    }

    /** Those that are still there when the time is over, and what holds them. */
    Map<ObjectName, String> until(List<ObjectName> names) {
        List<ObjectName> left = new ArrayList<>(names);
        while (true) {
            left.removeIf(name -> cluster.get(name).isEmpty());
            if (left.isEmpty() || pace.nanos() >= end) {
                Map<ObjectName, String> held = new LinkedHashMap<>();
                left.forEach(name -> cluster.get(name).ifPresent(live -> held.put(name, holder(name, live))));
                return held;
            }
            pace.pause(BETWEEN_LOOKS);
        }
    }

    private static String holder(ObjectName name, ObjectNode live) {
        List<String> finalizers = new ArrayList<>();
        live.at("/metadata/finalizers").forEach(finalizer -> finalizers.add(finalizer.asText()));
        List<String> conditions = new ArrayList<>();
        for (JsonNode condition : live.at("/status/conditions")) {
            if (Data.isNamespace(name) && condition.path("status").asText().equals("True")) {
                conditions.add(condition.path("message").asText());
            }
        }
        String held = Optional.of(String.join("; ", conditions))
                .filter(text -> !text.isEmpty())
                .orElse(finalizers.isEmpty() ? "its pods end slowly" : "held by " + String.join(", ", finalizers));
        return "is still being removed: " + held
                + ". Remedy: see whether the controller that holds it runs (millrace doctor), then run this again";
    }
}
