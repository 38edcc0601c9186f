package io.millrace.manifests;

import java.util.List;

/** The overlay decides the namespace, for every object alike. */
record Namespaces(String namespace) implements Rule {

    @Override
    public List<Finding> check(Manifests manifests) {
        return manifests.objects().stream()
                .filter(object -> !Manifests.isA(object, "v1", "Namespace")
                        && !Manifests.isA(object, "storage.k8s.io/v1", "StorageClass"))
                .filter(object -> !object.at("/metadata/namespace").asText().equals(namespace))
                .map(object -> new Finding(
                        Manifests.label(object),
                        "its namespace is '" + object.at("/metadata/namespace").asText() + "', not " + namespace))
                .toList();
    }
}
