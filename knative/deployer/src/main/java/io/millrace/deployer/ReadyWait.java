package io.millrace.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.deployer.ObjectReport.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits until objects are ready, and says what it waits for: each change at once, and how far it is now and then. */
final class ReadyWait {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(15);

    /** So long something may look as if waiting won't help: an image that is being imported, a Secret that is being made. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final Diagnosis diagnosis;
    private final Pace pace;
    private final Consumer<String> say;
    private final long end;

    ReadyWait(Cluster cluster, Pace pace, Consumer<String> say, Duration timeout) {
        this.cluster = cluster;
        this.diagnosis = new Diagnosis(cluster);
        this.pace = pace;
        this.say = say;
        this.end = pace.nanos() + timeout.toNanos();
    }

    /** The same reports, with what they are like in the end. */
    List<ObjectReport> until(List<ObjectReport> reports) {
        Map<ObjectName, Trouble> troubles = new LinkedHashMap<>();
        long told = pace.nanos();
        long lastingSince = pace.nanos();
        while (true) {
            Map<ObjectName, Trouble> now = troubles(reports);
            tell(troubles, now);
            troubles = now;
            if (now.isEmpty() || pace.nanos() >= end) {
                break;
            }
            if (!now.values().stream().allMatch(Trouble::lasting)) {
                lastingSince = pace.nanos();
            } else if (pace.nanos() - lastingSince >= PATIENCE.toNanos()) {
                say.accept("  waiting longer won't help");
                break;
            }
            if (pace.nanos() - told >= BETWEEN_WORDS.toNanos()) {
                told = pace.nanos();
                say.accept("  " + (reports.size() - now.size()) + " of " + reports.size() + " ready");
            }
            pace.pause(BETWEEN_LOOKS);
        }
        return states(reports, troubles);
    }

    private void tell(Map<ObjectName, Trouble> before, Map<ObjectName, Trouble> now) {
        now.forEach((name, trouble) -> {
            Trouble last = before.get(name);
            if (last == null || !last.message().equals(trouble.message())) {
                say.accept("  " + name + ": " + trouble);
            }
        });
        before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> say.accept("  " + name + ": ready"));
    }

    private Map<ObjectName, Trouble> troubles(List<ObjectReport> reports) {
        Map<ObjectName, Trouble> found = new LinkedHashMap<>();
        for (ObjectReport report : reports) {
            if (report.action() != Action.REFUSED && report.action() != Action.SKIPPED) {
                trouble(report.object()).ifPresent(trouble -> found.put(report.object(), trouble));
            }
        }
        return found;
    }

    /** Empty where it is ready. */
    Optional<Trouble> trouble(ObjectName name) {
        Optional<ObjectNode> live = cluster.get(name);
        if (live.isEmpty()) {
            return Optional.of(new Trouble("is gone: someone removed it", "deploy again", true));
        }
        return Readiness.missing(live.get()).map(missing -> diagnosis.of(live.get(), missing));
    }

    private static List<ObjectReport> states(List<ObjectReport> reports, Map<ObjectName, Trouble> troubles) {
        List<ObjectReport> states = new ArrayList<>();
        for (ObjectReport report : reports) {
            Trouble trouble = troubles.get(report.object());
            if (report.action() == Action.REFUSED || report.action() == Action.SKIPPED) {
                states.add(report);
            } else if (trouble == null) {
                states.add(report.now(State.READY, ""));
            } else {
                states.add(report.now(trouble.lasting() ? State.FAILED : State.WAITING, trouble.toString()));
            }
        }
        return states;
    }
}
