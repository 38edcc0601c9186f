package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Exactly the functions of the architecture are there; each sleeps when idle and is reached only by whom it serves. */
final class Functions implements Rule {

    private static final String VISIBILITY = "networking.knative.dev/visibility";

    /** Each function, with whether it posts events to the broker itself (more than its one reply). */
    private static final Map<String, Boolean> POSTS = new TreeMap<>(Map.of(
            "intake", true,
            "chunking", true,
            "embedding", false,
            "reranking", false,
            "answering", true,
            "reindexing", true,
            "dead-letters", true));

    /** The front door and the vendors' notifications come from outside; all else comes from the broker. */
    private static final Set<String> PUBLIC = Set.of("answering", "intake");

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        POSTS.forEach((name, posts) -> manifests
                .find(Manifests.SERVING, "Service", name)
                .ifPresentOrElse(
                        service -> checkFunction(service, findings),
                        () -> findings.add(new Finding("Service/" + name, "the function has no Knative Service"))));
        POSTS.forEach((name, posts) -> {
            if (posts && manifests.all(Manifests.SOURCES, "SinkBinding").noneMatch(binding -> binds(binding, name))) {
                findings.add(new Finding("Service/" + name, "posts events, but no SinkBinding gives it K_SINK"));
            }
        });
        manifests
                .all(Manifests.SERVING, "Service")
                .filter(service -> !POSTS.containsKey(Manifests.name(service)))
                .forEach(service -> findings.add(new Finding(
                        Manifests.label(service), "is no function of the architecture; add it to Functions")));
        return findings;
    }

    private static void checkFunction(JsonNode service, List<Finding> findings) {
        String name = Manifests.name(service);
        JsonNode annotations = service.at("/spec/template/metadata/annotations");
        String least = annotations.path("autoscaling.knative.dev/min-scale").asText();
        if (!least.equals("0")) {
            findings.add(new Finding(Manifests.label(service), "min-scale is '" + least + "', not 0: it never sleeps"));
        }
        if (!annotations.path("autoscaling.knative.dev/max-scale").asText().matches("[1-9]\\d*")) {
            findings.add(new Finding(Manifests.label(service), "max-scale is not set: a flood has no bound"));
        }
        String visibility = service.at("/metadata/labels").path(VISIBILITY).asText("public");
        String wanted = PUBLIC.contains(name) ? "public" : "cluster-local";
        if (!visibility.equals(wanted)) {
            findings.add(new Finding(Manifests.label(service), "its visibility is " + visibility + ", not " + wanted));
        }
    }

    private static boolean binds(JsonNode binding, String function) {
        JsonNode subject = binding.at("/spec/subject");
        return Manifests.isA(subject, Manifests.SERVING, "Service")
                && subject.path("name").asText().equals(function);
    }
}
