package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A rendered Deployment that serves a model.
 *
 * @param pod its pod
 * @param engine what runs in it
 * @param settings what its ConfigMaps hold, by key
 */
record ModelServer(Pod pod, Engine engine, Map<String, String> settings) {

    static final String COMPONENT = "model-server";
    static final String CONTAINER = "engine";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([A-Z][A-Z0-9_]*)\\)");

    ModelServer {
        settings = Map.copyOf(settings);
    }

    /** All that are labelled with an engine that is known. */
    static Stream<ModelServer> in(Manifests manifests) {
        return manifests
                .pods()
                .filter(pod -> Manifests.isA(pod.owner(), "apps/v1", "Deployment"))
                .flatMap(pod -> Engine.labelled(engineLabel(pod)).stream()
                        .map(engine -> new ModelServer(pod, engine, settings(manifests, pod))));
    }

    static String engineLabel(Pod pod) {
        return pod.owner().at("/metadata/labels").path("millrace.io/engine").asText();
    }

    /** The Deployment's name: embedder, reranker or generator. */
    String role() {
        return Manifests.name(pod.owner());
    }

    JsonNode container() {
        return Pod.items(pod.spec().path("containers"))
                .filter(container -> container.path("name").asText().equals(CONTAINER))
                .findFirst()
                .orElseGet(() -> pod.spec().path("containers").path(0));
    }

    /** Its arguments with the settings put in, as the kubelet does; an unknown one stays as it is. */
    List<String> arguments() {
        return Pod.items(container().path("args"))
                .map(JsonNode::asText)
                .map(this::expand)
                .toList();
    }

    /** What follows the flag, in the first argument that has it; empty where none has. */
    String argument(String flag) {
        return arguments().stream()
                .filter(argument -> argument.startsWith(flag))
                .map(argument -> argument.substring(flag.length()))
                .findFirst()
                .orElse("");
    }

    /** A number from the Deployment's annotations, 0 where it is missing. */
    long fact(String name) {
        return pod.owner()
                .at("/metadata/annotations")
                .path("millrace.io/" + name)
                .asLong(0);
    }

    Finding finding(String message) {
        return pod.finding(message);
    }

    private String expand(String argument) {
        return VARIABLE.matcher(argument)
                .replaceAll(match -> Matcher.quoteReplacement(settings.getOrDefault(match.group(1), match.group())));
    }

    private static Map<String, String> settings(Manifests manifests, Pod pod) {
        Map<String, String> settings = new HashMap<>();
        pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("envFrom")))
                .map(source -> source.at("/configMapRef/name").asText())
                .flatMap(name -> manifests.find("v1", "ConfigMap", name).stream())
                .flatMap(map -> map.path("data").properties().stream())
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().asText()));
        return settings;
    }
}
