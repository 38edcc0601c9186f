package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.millrace.deployer.DeployFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Local PersistentVolumes for claims that nothing on the cluster would make a volume for: those without a storage class where there is no default, and those of a
 * class without a provisioner. For one machine; a volume stays on its node.
 */
final class StaticVolumes {

    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";
    private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";

    private final Cluster cluster;
    private final List<DeclaredObject> objects;

    StaticVolumes(Cluster cluster, List<DeclaredObject> objects) {
        this.cluster = cluster;
        this.objects = objects;
    }

    /** A volume for each such claim, also of a StatefulSet's templates; one that is declared or there already is left alone. */
    List<DeclaredObject> declare(String node, String folder) {
        List<Claim> claims = claims().stream()
                .filter(this::needsVolume)
                .filter(claim -> !isBound(claim))
                .toList();
        if (claims.isEmpty()) {
            return List.of();
        }
        String host = hostname(node);
        return claims.stream().map(claim -> volume(claim, host, folder)).toList();
    }

    /** Claims that nothing makes a volume for, and that have none yet. */
    List<String> unprovided() {
        return claims().stream()
                .filter(this::needsVolume)
                .filter(claim -> !isDeclared(claim) && boundTo(claim).isEmpty())
                .map(Claim::name)
                .toList();
    }

    /** All claims of the overlay. */
    private List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        for (DeclaredObject object : objects) {
            JsonNode content = object.content();
            if (object.name().is("", "PersistentVolumeClaim")) {
                claims.add(new Claim(object.name().namespace(), object.name().name(), content.path("spec")));
            } else if (object.name().is("apps", "StatefulSet")) {
                for (JsonNode template : content.at("/spec/volumeClaimTemplates")) {
                    for (int i = 0; i < content.at("/spec/replicas").asInt(1); i++) {
                        String name = template.at("/metadata/name").asText() + "-"
                                + object.name().name() + "-" + i;
                        claims.add(new Claim(object.name().namespace(), name, template.path("spec")));
                    }
                }
            }
        }
        return claims;
    }

    private boolean needsVolume(Claim claim) {
        if (claim.spec().has("volumeName")) {
            return false;
        }
        if (!claim.spec().has("storageClassName")) {
            return cluster.client().storage().v1().storageClasses().list().getItems().stream()
                    .noneMatch(StaticVolumes::isDefault);
        }
        String wanted = claim.spec().path("storageClassName").asText();
        if (wanted.isEmpty()) {
            return true;
        }
        Optional<String> declared = objects.stream()
                .filter(object -> object.name().is("storage.k8s.io", "StorageClass")
                        && object.name().name().equals(wanted))
                .map(object -> object.content().path("provisioner").asText())
                .findFirst();
        StorageClass there = declared.isPresent()
                ? null
                : cluster.client()
                        .storage()
                        .v1()
                        .storageClasses()
                        .withName(wanted)
                        .get();
        return declared.map(NO_PROVISIONER::equals)
                .orElseGet(() -> there != null && NO_PROVISIONER.equals(there.getProvisioner()));
    }

    static boolean isDefault(StorageClass found) {
        return found.getMetadata().getAnnotations() != null
                && "true".equals(found.getMetadata().getAnnotations().get(DEFAULT_CLASS));
    }

    /** Whether the overlay declares a volume for it, or it has one that is not ours. */
    private boolean isBound(Claim claim) {
        return isDeclared(claim)
                || boundTo(claim)
                        .filter(volume -> !volume.equals(claim.volume()))
                        .isPresent();
    }

    private boolean isDeclared(Claim claim) {
        return objects.stream()
                .filter(object -> object.name().is("", "PersistentVolume"))
                .map(object -> object.content().at("/spec/claimRef"))
                .anyMatch(reference -> reference.path("name").asText().equals(claim.name())
                        && reference.path("namespace").asText().equals(claim.namespace()));
    }

    private Optional<String> boundTo(Claim claim) {
        return cluster.get(new ObjectName("v1", "PersistentVolumeClaim", claim.namespace(), claim.name()))
                .map(live -> live.at("/spec/volumeName").asText())
                .filter(volume -> !volume.isEmpty());
    }

    private String hostname(String wanted) {
        List<Node> nodes = cluster.client().nodes().list().getItems();
        List<String> names = nodes.stream()
                .map(found -> found.getMetadata().getName())
                .sorted()
                .toList();
        Node node = nodes.stream()
                .filter(found -> wanted.isEmpty()
                        ? nodes.size() == 1
                        : found.getMetadata().getName().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new DeployFailure(
                        Kind.WRONG_USAGE,
                        wanted.isEmpty()
                                ? "a local volume stays on one node, and there are " + names.size()
                                        + ": name one with --node, of " + names
                                : "there is no node " + wanted + ": name one with --node, of " + names));
        String label = node.getMetadata().getLabels() == null
                ? null
                : node.getMetadata().getLabels().get("kubernetes.io/hostname");
        return label == null ? node.getMetadata().getName() : label;
    }

    private static DeclaredObject volume(Claim claim, String host, String folder) {
        ObjectNode volume = JsonNodeFactory.instance.objectNode();
        volume.put("apiVersion", "v1").put("kind", "PersistentVolume");
        volume.putObject("metadata")
                .put("name", claim.volume())
                .putObject("labels")
                .put("app.kubernetes.io/part-of", Conflict.US);
        ObjectNode spec = volume.putObject("spec");
        spec.putObject("capacity")
                .put("storage", claim.spec().at("/resources/requests/storage").asText());
        spec.set("accessModes", claim.spec().path("accessModes").deepCopy());
        spec.put("persistentVolumeReclaimPolicy", "Retain");
        spec.put("storageClassName", claim.spec().path("storageClassName").asText());
        spec.put("volumeMode", "Filesystem");
        spec.putObject("claimRef")
                .put("apiVersion", "v1")
                .put("kind", "PersistentVolumeClaim")
                .put("namespace", claim.namespace())
                .put("name", claim.name());
        spec.putObject("local").put("path", folder + "/" + claim.namespace() + "/" + claim.name());
        spec.putObject("nodeAffinity")
                .putObject("required")
                .putArray("nodeSelectorTerms")
                .addObject()
                .putArray("matchExpressions")
                .addObject()
                .put("key", "kubernetes.io/hostname")
                .put("operator", "In")
                .putArray("values")
                .add(host);
        return new DeclaredObject(volume);
    }

    private record Claim(String namespace, String name, JsonNode spec) {

        String volume() {
            return "millrace-" + namespace + "-" + name;
        }
    }
}
