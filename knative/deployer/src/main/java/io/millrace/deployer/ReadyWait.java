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

    /** What is ready at once is seen at once; what takes minutes need not be asked for each second. */
    private static final Duration AT_FIRST = Duration.ofSeconds(10);

    private static final Duration BETWEEN_FIRST_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
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
        List<ObjectName> all = reports.stream()
                .filter(ReadyWait::isWaitedFor)
                .map(ObjectReport::object)
                .toList();
        Map<ObjectName, Trouble> troubles = troubles(all);
        tell(Map.of(), troubles);
        long start = pace.nanos();
        long told = start;
        long lastingSince = start;
        while (!troubles.isEmpty() && pace.nanos() < end) {
            if (!troubles.values().stream().allMatch(Trouble::lasting)) {
                lastingSince = pace.nanos();
            } else if (pace.nanos() - lastingSince >= PATIENCE.toNanos()) {
                say.accept("  waiting longer won't help");
                break;
            }
            if (pace.nanos() - told >= BETWEEN_WORDS.toNanos()) {
                told = pace.nanos();
                say.accept("  " + (all.size() - troubles.size()) + " of " + all.size() + " ready");
            }
            pace.pause(pace.nanos() - start < AT_FIRST.toNanos() ? BETWEEN_FIRST_LOOKS : BETWEEN_LOOKS);
            Map<ObjectName, Trouble> now = troubles(List.copyOf(troubles.keySet()));
            if (now.isEmpty()) {
                // What was ready before may not be any more.
                now = troubles(all);
            }
            tell(troubles, now);
            troubles = now;
        }
        return states(reports, troubles);
    }

    private static boolean isWaitedFor(ObjectReport report) {
        return switch (report.action()) {
            case REFUSED, SKIPPED, GIVEN -> false;
            case CREATED, CHANGED, UNCHANGED, REPLACED, PRUNED, REMOVED, KEPT, SEEN -> true;
        };
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

    private Map<ObjectName, Trouble> troubles(List<ObjectName> names) {
        Map<ObjectName, Trouble> found = new LinkedHashMap<>();
        names.forEach(name -> trouble(name).ifPresent(trouble -> found.put(name, trouble)));
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
            if (!isWaitedFor(report)) {
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
