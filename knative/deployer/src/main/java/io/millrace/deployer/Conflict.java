package io.millrace.deployer;

import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field that someone else keeps, with another value.
 *
 * @param field as the server names it, such as {@code .spec.replicas}
 * @param manager who keeps it
 */
record Conflict(String field, String manager) {

    /** Who we are to the server. */
    static final String US = "millrace";

    private static final Pattern MANAGER = Pattern.compile("conflict with \"([^\"]+)\"");

    /**
     * Knative's own parts. They complete an object as it is admitted (defaults, what a SinkBinding adds), and they do it again each time: taking a field back from
     * them loses nothing, and without that a list in which they wrote could never be changed by us.
     */
    private static final Set<String> KNATIVE = Set.of(
            "controller",
            "webhook",
            "eventing-controller",
            "eventing-webhook",
            "kafka-controller",
            "kafka-webhook-eventing",
            "Go-http-client");

    static List<Conflict> of(KubernetesClientException failure) {
        if (failure.getCode() != 409
                || failure.getStatus() == null
                || failure.getStatus().getDetails() == null) {
            return List.of();
        }
        return failure.getStatus().getDetails().getCauses().stream()
                .filter(cause -> "FieldManagerConflict".equals(cause.getReason()))
                .map(Conflict::of)
                .toList();
    }

    private static Conflict of(StatusCause cause) {
        Matcher manager = MANAGER.matcher(String.valueOf(cause.getMessage()));
        return new Conflict(
                String.valueOf(cause.getField()),
                manager.find() ? manager.group(1) : String.valueOf(cause.getMessage()));
    }

    /** Whether the field is ours to set, without asking anyone. */
    boolean isOurs(ObjectName object) {
        return manager.equals(US) || (object.isKnative() && KNATIVE.contains(manager));
    }

    Refusal refusal(ObjectName object) {
        return new Refusal(
                object,
                field.startsWith(".") ? field.substring(1) : field,
                "'" + manager + "' keeps this field with another value",
                "leave the field out of the overlay, or take it over with --force-conflicts");
    }
}
