package io.millrace.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies one object, and says what came of it. */
final class ServerSideApply {

    private final Cluster cluster;
    private final boolean force;

    /** @param force whether fields that others keep are taken over */
    ServerSideApply(Cluster cluster, boolean force) {
        this.cluster = cluster;
        this.force = force;
    }

    Outcome apply(ObjectName name, ObjectNode content, String manager, boolean dryRun) {
        try {
            Optional<ObjectNode> before = cluster.get(name);
            return new Taken(before.orElse(null), applied(name, content, manager, dryRun));
        } catch (KubernetesClientException e) {
            List<Conflict> conflicts = Conflict.of(e);
            List<Refusal> refusals = conflicts.isEmpty()
                    ? Refusals.of(name, e)
                    : conflicts.stream()
                            .filter(conflict -> !conflict.isOurs(name))
                            .map(conflict -> conflict.refusal(name))
                            .toList();
            return new Refused(refusals, isForbidden(e));
        }
    }

    private ObjectNode applied(ObjectName name, ObjectNode content, String manager, boolean dryRun) {
        try {
            return cluster.apply(name, content, manager, force, dryRun);
        } catch (KubernetesClientException e) {
            List<Conflict> conflicts = Conflict.of(e);
            if (conflicts.isEmpty() || !conflicts.stream().allMatch(conflict -> conflict.isOurs(name))) {
                throw e;
            }
            return cluster.apply(name, content, manager, true, dryRun);
        }
    }

    /** By the API server's own rights, not by a quota, a webhook or Pod Security, which answer 403 too. */
    private static boolean isForbidden(KubernetesClientException failure) {
        return failure.getCode() == 403 && String.valueOf(failure.getMessage()).contains(" cannot ");
    }

    sealed interface Outcome permits Taken, Refused {}

    /** @param before null where there was none */
    record Taken(@Nullable ObjectNode before, ObjectNode after) implements Outcome {

        List<FieldDifference> differences() {
            return FieldDifference.between(before, after);
        }

        Action action() {
            return before == null ? Action.CREATED : differences().isEmpty() ? Action.UNCHANGED : Action.CHANGED;
        }
    }

    /** @param forbidden whether the caller lacks the right */
    record Refused(List<Refusal> refusals, boolean forbidden) implements Outcome {
        Refused {
            refusals = List.copyOf(refusals);
        }

        String reason() {
            return String.join("; ", refusals.stream().map(Refusal::reason).toList());
        }
    }
}
