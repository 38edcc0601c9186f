package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Secrets that pods of an overlay can't start without. They are never in Git, so nothing else brings them. */
final class SecretCheck {

    private static final String NAME = "Secrets";

    private final Cluster cluster;
    private final List<DeclaredObject> objects;
    private final String home;

    SecretCheck(Cluster cluster, List<DeclaredObject> objects, String home) {
        this.cluster = cluster;
        this.objects = objects;
        this.home = home;
    }

    Check look() {
        if (objects.isEmpty()) {
            return Check.advice(NAME, "not looked at", "name the overlay with --overlay");
        }
        Map<String, Set<String>> needed = needed();
        Set<String> made = madeByOperators();
        Set<String> missing = new TreeSet<>();
        needed.forEach((secret, keys) -> {
            if (!made.contains(secret)) {
                missing.addAll(missing(secret, keys));
            }
        });
        return missing.isEmpty()
                ? Check.fine(NAME, needed.isEmpty() ? "none needed" : String.join(", ", needed.keySet()))
                : Check.wrong(
                        NAME,
                        "missing in namespace " + home + ": " + String.join(", ", missing),
                        "make them before deploying: knative/platform/secrets.example.yaml has one of each, and what each is for");
    }

    private Set<String> missing(String name, Set<String> keys) {
        Secret secret =
                cluster.client().secrets().inNamespace(home).withName(name).get();
        if (secret == null) {
            return Set.of(name);
        }
        Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
        return keys.stream()
                .filter(key -> !data.containsKey(key))
                .map(key -> name + " (key " + key + ")")
                .collect(Collectors.toSet());
    }

    /** With the keys that are asked for one by one. */
    private Map<String, Set<String>> needed() {
        Map<String, Set<String>> needed = new TreeMap<>();
        for (DeclaredObject object : objects) {
            for (PodTemplate template : PodTemplate.of(object)) {
                template.containers().forEach(container -> {
                    PodTemplate.list(container, "envFrom")
                            .forEach(from -> add(needed, from.path("secretRef"), "name", ""));
                    PodTemplate.list(container, "env").forEach(variable -> {
                        JsonNode reference = variable.at("/valueFrom/secretKeyRef");
                        add(needed, reference, "name", reference.path("key").asText());
                    });
                });
                template.volumes().forEach(volume -> {
                    JsonNode secret = volume.path("secret");
                    add(needed, secret, "secretName", "");
                    PodTemplate.list(secret, "items")
                            .forEach(item -> add(
                                    needed,
                                    secret,
                                    "secretName",
                                    item.path("key").asText()));
                });
            }
        }
        return needed;
    }

    private static void add(Map<String, Set<String>> needed, JsonNode reference, String field, String key) {
        String name = reference.path(field).asText();
        if (name.isEmpty() || reference.path("optional").asBoolean()) {
            return;
        }
        Set<String> keys = needed.computeIfAbsent(name, any -> new TreeSet<>());
        if (!key.isEmpty()) {
            keys.add(key);
        }
    }

    /** CloudNativePG's of its clusters, cert-manager's of its certificates. */
    private Set<String> madeByOperators() {
        return objects.stream()
                .flatMap(object -> {
                    if (object.name().is("postgresql.cnpg.io", "Cluster")) {
                        return Stream.of("-app", "-superuser", "-ca", "-server", "-replication")
                                .map(suffix -> object.name().name() + suffix);
                    }
                    return object.name().is("cert-manager.io", "Certificate")
                            ? Stream.of(object.content().at("/spec/secretName").asText())
                            : Stream.empty();
                })
                .collect(Collectors.toSet());
    }
}
