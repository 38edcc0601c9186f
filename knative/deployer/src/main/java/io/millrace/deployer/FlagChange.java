package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.millrace.deployer.ObjectReport.State;
import io.millrace.deployer.ServerSideApply.Refused;
import io.millrace.deployer.ServerSideApply.Taken;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Knative's feature flags: set where the caller may, demanded where not, given back in the end. */
final class FlagChange {

    private final Cluster cluster;
    private final ServerSideApply apply;
    private final String home;
    private final Consumer<String> say;

    FlagChange(Cluster cluster, ServerSideApply apply, String home, Consumer<String> say) {
        this.cluster = cluster;
        this.apply = apply;
        this.home = home;
        this.say = say;
    }

    /** What is missing and was not set; each with its remedy. */
    List<String> make(List<DeclaredObject> objects, boolean mayset, boolean dryRun, List<ObjectReport> reports) {
        Map<String, String> needed = FeatureFlags.needed(objects);
        Optional<ObjectNode> configuration = needed.isEmpty() ? Optional.empty() : read();
        if (configuration.isEmpty()) {
            return List.of();
        }
        Map<String, String> missing =
                FeatureFlags.missing(needed, configuration.get().path("data"));
        if (!mayset) {
            List<String> problems = new ArrayList<>();
            missing.forEach((flag, by) -> problems.add("Knative's feature flag " + flag + " is off, and " + by
                    + " needs it. Remedy: set '" + flag + ": enabled' in " + FeatureFlags.CONFIGURATION
                    + ", or deploy with --cluster-admin, which does"));
            return problems;
        }
        Set<String> flags = owned(configuration.get());
        flags.retainAll(needed.keySet());
        flags.addAll(missing.keySet());
        missing.keySet()
                .forEach(flag -> say.accept("  " + FeatureFlags.CONFIGURATION + ": ~ data." + flag + ": "
                        + configuration.get().at("/data").path(flag).asText("(not set)") + " → enabled"));
        if (!flags.isEmpty()) {
            reports.add(set(flags, dryRun));
        }
        return reports.stream()
                .filter(report ->
                        report.action() == Action.REFUSED && report.object().equals(FeatureFlags.CONFIGURATION))
                .map(report -> report.object() + ": " + report.reason())
                .toList();
    }

    private ObjectReport set(Set<String> flags, boolean dryRun) {
        return switch (apply.apply(
                FeatureFlags.CONFIGURATION, FeatureFlags.configuration(flags), FeatureFlags.manager(home), dryRun)) {
            case Taken taken ->
                new ObjectReport(FeatureFlags.CONFIGURATION, taken.action(), State.READY, "", taken.differences());
            case Refused refused ->
                new ObjectReport(FeatureFlags.CONFIGURATION, Action.REFUSED, State.FAILED, refused.reason());
        };
    }

    /** Empty where there is none, or where the caller may not read it: then Knative's own refusal says what is missing. */
    private Optional<ObjectNode> read() {
        try {
            return cluster.get(FeatureFlags.CONFIGURATION);
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /** Gives up the flags that this deployment set; those that nobody else set go. Whether there were any. */
    Optional<ObjectReport> giveBack() {
        Optional<ObjectNode> configuration = read();
        if (configuration.isEmpty() || owned(configuration.get()).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(set(Set.of(), false));
    }

    /** By what the server noted for us in {@code metadata.managedFields}. */
    private Set<String> owned(ObjectNode configuration) {
        Set<String> flags = new TreeSet<>();
        for (JsonNode entry : configuration.at("/metadata/managedFields")) {
            if (entry.path("manager").asText().equals(FeatureFlags.manager(home))) {
                entry.path("fieldsV1").path("f:data").fieldNames().forEachRemaining(name -> {
                    if (name.startsWith("f:")) {
                        flags.add(name.substring(2));
                    }
                });
            }
        }
        return flags;
    }
}
