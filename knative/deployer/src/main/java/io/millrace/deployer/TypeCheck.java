package io.millrace.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether the cluster has the types of all objects, before any of them is applied; and gives each the namespace that its type asks for. */
final class TypeCheck {

    private final Cluster cluster;
    private final Map<String, Boolean> declaredTypes = new HashMap<>();
    private final List<DeclaredObject> placed = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();

    /** @param home what objects without a namespace get, where their type has one */
    TypeCheck(Cluster cluster, List<DeclaredObject> objects, String home) {
        this.cluster = cluster;
        objects.forEach(this::noteDeclared);
        objects.forEach(object -> place(object, home));
    }

    List<DeclaredObject> placed() {
        return List.copyOf(placed);
    }

    List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** Whether the type comes with the overlay and is not there yet. */
    boolean isYetToCome(ObjectName name) {
        return !cluster.knows(name.apiVersion(), name.kind());
    }

    /** A CustomResourceDefinition of the overlay makes a type. */
    private void noteDeclared(DeclaredObject object) {
        if (object.name().is("apiextensions.k8s.io", "CustomResourceDefinition")) {
            ObjectNode content = object.content();
            declaredTypes.put(
                    content.at("/spec/names/kind").asText() + "."
                            + content.at("/spec/group").asText(),
                    content.at("/spec/scope").asText().equals("Namespaced"));
        }
    }

    private void place(DeclaredObject object, String home) {
        ObjectName name = object.name();
        Boolean declared = declaredTypes.get(name.groupKind());
        if (cluster.knows(name.apiVersion(), name.kind())) {
            add(object, home, () -> cluster.isNamespaced(name.apiVersion(), name.kind()));
        } else if (declared != null) {
            add(object, home, () -> declared);
        } else {
            refusals.add(new Refusal(
                    name,
                    "apiVersion",
                    "the cluster has no " + name.kind() + " of " + name.apiVersion(),
                    remedy(name.group())));
        }
    }

    private void add(DeclaredObject object, String home, BooleanSupplier namespaced) {
        String namespace = object.name().namespace();
        if (!namespaced.getAsBoolean()) {
            placed.add(namespace.isEmpty() ? object : object.in(""));
        } else {
            placed.add(namespace.isEmpty() ? object.in(home) : object);
        }
    }

    /** What serves a group, and where it is from. */
    static String remedy(String group) {
        return switch (group) {
            case "serving.knative.dev", "networking.internal.knative.dev", "autoscaling.internal.knative.dev" ->
                "install Knative Serving 1.22 (https://knative.dev/docs/install/yaml-install/serving)";
            case "eventing.knative.dev",
                    "sources.knative.dev",
                    "messaging.knative.dev",
                    "flows.knative.dev",
                    "sinks.knative.dev" ->
                "install Knative Eventing 1.22 (https://knative.dev/docs/install/yaml-install/eventing)";
            case "internal.kafka.eventing.knative.dev", "bindings.knative.dev" ->
                "install Knative's broker for Kafka (https://knative.dev/docs/eventing/brokers/broker-types/kafka-broker)";
            case "keda.sh" -> "install KEDA (https://keda.sh/docs/deploy), or leave its component out of the overlay";
            case "cert-manager.io" ->
                "install cert-manager (https://cert-manager.io/docs/installation), or leave its component out of the overlay";
            case "postgresql.cnpg.io" ->
                "install CloudNativePG (https://cloudnative-pg.io/documentation), or take the overlay with the plain StatefulSet";
            case "monitoring.coreos.com" ->
                "install the Prometheus operator (https://prometheus-operator.dev), or leave its component out of the overlay";
            case "gateway.networking.k8s.io" ->
                "install the Gateway API (https://gateway-api.sigs.k8s.io), or leave its component out of the overlay";
            default ->
                "install what serves " + (group.isEmpty() ? "it" : group) + ", or leave the object out of the overlay";
        };
    }

    /** The images of the pods that objects make, in their order. */
    static List<String> images(List<DeclaredObject> objects) {
        List<String> images = new ArrayList<>();
        for (DeclaredObject object : objects) {
            for (PodTemplate template : PodTemplate.of(object)) {
                PodTemplate.list(template.pod(), "containers")
                        .filter(container -> container.hasNonNull("image"))
                        .forEach(container -> images.add(container.path("image").asText()));
            }
        }
        return images;
    }
}
