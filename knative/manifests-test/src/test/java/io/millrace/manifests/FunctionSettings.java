package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a function is told: the ConfigMaps that its Service names, and the Secrets, of which only the names are known here.
 *
 * @param function its name
 * @param values of its ConfigMaps and variables
 * @param secrets that it is given whole, or by a variable
 */
record FunctionSettings(String function, Map<String, String> values, List<String> secrets) {

    FunctionSettings {
        values = Map.copyOf(values);
        secrets = List.copyOf(secrets);
    }

    static List<FunctionSettings> in(Manifests manifests) {
        return manifests
                .pods()
                .filter(Pod::isFunction)
                .map(pod -> of(manifests, pod))
                .toList();
    }

    /** Of all functions together; they never contradict one another, since each value stands in one ConfigMap. */
    static Map<String, String> all(Manifests manifests) {
        return in(manifests).stream()
                .flatMap(settings -> settings.values().entrySet().stream())
                .filter(entry -> entry.getKey().startsWith("MILLRACE_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one));
    }

    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Whether it is given the store's address: by hand, or by the operator that made the store. */
    boolean usesStore() {
        return secrets.stream().anyMatch(name -> name.equals("millrace-store") || name.endsWith("-app"));
    }

    /** Of a pod that is no function, too. */
    static FunctionSettings of(Manifests manifests, Pod pod) {
        Map<String, String> values = new HashMap<>();
        from(pod, "configMapRef")
                .flatMap(name -> manifests.find("v1", "ConfigMap", name).stream())
                .flatMap(map -> map.path("data").properties().stream())
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        variables(pod)
                .filter(variable -> variable.has("value"))
                .forEach(variable -> values.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        Stream<String> single = variables(pod)
                .map(variable -> variable.at("/valueFrom/secretKeyRef/name").asText())
                .filter(name -> !name.isEmpty());
        return new FunctionSettings(
                Manifests.name(pod.owner()),
                values,
                Stream.concat(from(pod, "secretRef"), single).toList());
    }

    private static Stream<String> from(Pod pod, String kind) {
        return pod.containers().stream()
                .flatMap(container -> Pod.items(container.path("envFrom")))
                .filter(source -> source.has(kind))
                .map(source -> source.path(kind).path("name").asText());
    }

    private static Stream<JsonNode> variables(Pod pod) {
        return pod.containers().stream().flatMap(container -> Pod.items(container.path("env")));
    }
}
