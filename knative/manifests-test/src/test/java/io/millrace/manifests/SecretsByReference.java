package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** No secret is written down: no Secret object, no telling setting with a value other than a file of a mounted Secret, no credentials inside a URL. */
final class SecretsByReference implements Rule {

    /** Tokens of a language model are no secrets. */
    private static final Pattern TELLING =
            Pattern.compile("(?i).*(PASSWORD|SECRET|(?<!CONTEXT_)TOKEN(?!IZER)|CREDENTIAL|API_?KEY|ACCESS_?KEY).*");

    private static final Pattern CREDENTIALS_IN_URL = Pattern.compile("[a-z][a-z0-9+.-]*://[^/\\s@]+:[^/\\s@]+@.*");

    @Override
    public List<Finding> check(Manifests manifests) {
        Stream<Finding> objects = manifests
                .all("v1", "Secret")
                .map(secret -> new Finding(Manifests.label(secret), "a Secret is made by the platform, not rendered"));
        Stream<Finding> settings = manifests
                .all("v1", "ConfigMap")
                .flatMap(map -> map.path("data").properties().stream()
                        .filter(SecretsByReference::tells)
                        .map(entry -> new Finding(Manifests.label(map), entry.getKey() + " belongs in a Secret")));
        Stream<Finding> variables = manifests
                .pods()
                .flatMap(pod -> pod.containers().stream()
                        .flatMap(container -> Pod.items(container.path("env"))
                                .filter(variable -> variable.has("value"))
                                .filter(variable -> !isSecretFile(
                                        pod, container, variable.path("value").asText())))
                        .map(variable -> Map.entry(variable.path("name").asText(), variable.path("value")))
                        .filter(SecretsByReference::tells)
                        .map(entry -> pod.finding(entry.getKey() + " must come from a secretKeyRef")));
        return Stream.of(objects, settings, variables)
                .flatMap(findings -> findings)
                .toList();
    }

    private static boolean isSecretFile(Pod pod, JsonNode container, String value) {
        return Pod.items(container.path("volumeMounts"))
                .filter(mount -> value.startsWith(mount.path("mountPath").asText() + "/"))
                .anyMatch(mount -> Pod.items(pod.spec().path("volumes"))
                        .filter(volume -> volume.path("name").equals(mount.path("name")))
                        .anyMatch(volume -> volume.has("secret")));
    }

    private static boolean tells(Map.Entry<String, JsonNode> setting) {
        return TELLING.matcher(setting.getKey()).matches()
                || CREDENTIALS_IN_URL.matcher(setting.getValue().asText()).matches();
    }
}
