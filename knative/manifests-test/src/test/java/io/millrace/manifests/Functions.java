package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.FunctionContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Exactly the functions of the architecture are there; each sleeps when idle, is reached only by whom it serves, has a service account of its own, and is
 * bound to the Broker where it posts, and only there.
 */
final class Functions implements Rule {

    private static final String VISIBILITY = "networking.knative.dev/visibility";

    /** The API's callers and the vendors' notifications come from outside; all else comes from the broker. */
    private static final Set<String> PUBLIC = Set.of("answering", "intake");

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        for (FunctionContract contract : FunctionContract.ALL) {
            String name = contract.name();
            manifests
                    .find(Manifests.SERVING, "Service", name)
                    .ifPresentOrElse(
                            service -> checkFunction(manifests, service, findings),
                            () -> findings.add(new Finding("Service/" + name, "the function has no Knative Service")));
            boolean bound = manifests.all(Manifests.SOURCES, "SinkBinding").anyMatch(binding -> binds(binding, name));
            if (contract.posts() && !bound) {
                findings.add(new Finding("Service/" + name, "posts events, but no SinkBinding gives it K_SINK"));
            }
            if (contract.handles().isEmpty() && PUBLIC.contains(name) && !refusesEvents(manifests, name)) {
                findings.add(
                        new Finding(
                                "Service/" + name,
                                "is reached from outside and handles no event, so it must be given MILLRACE_EVENTS_ACCEPTED=false"));
            }
            if (!contract.posts() && bound) {
                findings.add(new Finding("Service/" + name, "posts no events, but a SinkBinding gives it K_SINK"));
            }
        }
        Set<String> names =
                FunctionContract.ALL.stream().map(FunctionContract::name).collect(Collectors.toSet());
        manifests
                .all(Manifests.SERVING, "Service")
                .filter(service -> !names.contains(Manifests.name(service)))
                .forEach(service -> findings.add(new Finding(
                        Manifests.label(service), "is no function of the architecture; add it to FunctionContract")));
        return findings;
    }

    private static void checkFunction(Manifests manifests, JsonNode service, List<Finding> findings) {
        String name = Manifests.name(service);
        String label = Manifests.label(service);
        JsonNode annotations = service.at("/spec/template/metadata/annotations");
        String least = annotations.path("autoscaling.knative.dev/min-scale").asText();
        if (!least.equals("0")) {
            findings.add(new Finding(label, "min-scale is '" + least + "', not 0: it never sleeps"));
        }
        if (!annotations.path("autoscaling.knative.dev/max-scale").asText().matches("[1-9]\\d*")) {
            findings.add(new Finding(label, "max-scale is not set: a flood has no bound"));
        }
        int target = annotations.path("autoscaling.knative.dev/target").asInt(0);
        int concurrency = service.at("/spec/template/spec/containerConcurrency").asInt(0);
        if (target < 1 || target >= concurrency) {
            findings.add(new Finding(
                    label, "target " + target + " must be below the " + concurrency + " that a pod takes at once"));
        }
        String visibility = service.at("/metadata/labels").path(VISIBILITY).asText("public");
        boolean routed = manifests
                .all("gateway.networking.k8s.io/v1", "HTTPRoute")
                .anyMatch(route -> Manifests.name(route).equals(name));
        String wanted = PUBLIC.contains(name) && !routed ? "public" : "cluster-local";
        if (!visibility.equals(wanted)) {
            findings.add(new Finding(label, "its visibility is " + visibility + ", not " + wanted));
        }
        String account = service.at("/spec/template/spec/serviceAccountName").asText();
        if (!account.equals(name)) {
            findings.add(new Finding(label, "its service account is '" + account + "', not its own"));
        }
    }

    private static boolean refusesEvents(Manifests manifests, String function) {
        return FunctionSettings.in(manifests).stream()
                .filter(settings -> settings.function().equals(function))
                .anyMatch(settings -> settings.value("MILLRACE_EVENTS_ACCEPTED").equals(Optional.of("false")));
    }

    private static boolean binds(JsonNode binding, String function) {
        JsonNode subject = binding.at("/spec/subject");
        return Manifests.isA(subject, Manifests.SERVING, "Service")
                && subject.path("name").asText().equals(function);
    }
}
