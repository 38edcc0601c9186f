package io.millrace.deployer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API server, for objects of any type: nothing is lost on the way, since no typed model is between. Not for several threads. */
final class Cluster {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Map<String, Map<String, APIResource>> resources = new HashMap<>();

    Cluster(KubernetesClient client) {
        this.client = client;
    }

    KubernetesClient client() {
        return client;
    }

    /** Whether the cluster has objects of this type. */
    boolean knows(String apiVersion, String kind) {
        return resource(apiVersion, kind) != null;
    }

    /** Whether objects of this type belong to a namespace; the type must be known. */
    boolean isNamespaced(String apiVersion, String kind) {
        APIResource resource = resource(apiVersion, kind);
        return resource != null && Boolean.TRUE.equals(resource.getNamespaced());
    }

    /** Asks anew which types there are. */
    void forgetTypes() {
        resources.clear();
    }

    /** A version in which the cluster serves objects of a group and kind. */
    Optional<String> apiVersionOf(String groupKind) {
        int dot = groupKind.indexOf('.');
        String kind = dot < 0 ? groupKind : groupKind.substring(0, dot);
        if (dot < 0) {
            return Optional.of("v1");
        }
        String group = groupKind.substring(dot + 1);
        var found = client.getApiGroup(group);
        if (found == null || found.getVersions() == null) {
            return Optional.empty();
        }
        return found.getVersions().stream()
                .map(version -> version.getGroupVersion())
                .filter(version -> knows(version, kind))
                .findFirst();
    }

    Optional<ObjectNode> get(ObjectName name) {
        if (!knows(name.apiVersion(), name.kind())) {
            return Optional.empty();
        }
        return Optional.ofNullable(resource(name).get()).map(Cluster::json);
    }

    /**
     * Server-side apply: creates, changes what {@code manager} owns, and removes what it owned and no longer declares. Unknown fields are refused.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the server refuses; 409 is a conflict with another manager
     */
    ObjectNode apply(ObjectName name, ObjectNode content, String manager, boolean force, boolean dryRun) {
        PatchContext patch = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .withForce(force)
                .withFieldValidation("Strict")
                .withDryRun(dryRun ? List.of("All") : null)
                .build();
        GenericKubernetesResource item = JSON.convertValue(content, GenericKubernetesResource.class);
        return json(resource(name).patch(patch, item));
    }

    /** Those with a label, in a namespace, or in none where their type belongs to none. */
    List<ObjectNode> list(String apiVersion, String kind, String namespace, String label, String value) {
        var all = client.genericKubernetesResources(context(apiVersion, kind));
        var scoped = isNamespaced(apiVersion, kind) ? all.inNamespace(namespace) : all;
        return scoped.withLabel(label, value).list().getItems().stream()
                .map(item -> withType(json(item), apiVersion, kind))
                .toList();
    }

    /** Asks for removal; what belongs to it goes first. Nothing happens where it is gone. */
    void delete(ObjectName name) {
        resource(name).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
    }

    /** Items of a list come without their type. */
    private static ObjectNode withType(ObjectNode item, String apiVersion, String kind) {
        item.put("apiVersion", apiVersion);
        item.put("kind", kind);
        return item;
    }

    private Resource<GenericKubernetesResource> resource(ObjectName name) {
        var all = client.genericKubernetesResources(context(name.apiVersion(), name.kind()));
        return name.namespace().isEmpty()
                ? all.withName(name.name())
                : all.inNamespace(name.namespace()).withName(name.name());
    }

    private ResourceDefinitionContext context(String apiVersion, String kind) {
        APIResource resource = resource(apiVersion, kind);
        if (resource == null) {
            throw new IllegalStateException("the cluster has no " + kind + " of " + apiVersion);
        }
        int slash = apiVersion.indexOf('/');
        return new ResourceDefinitionContext.Builder()
                .withGroup(slash < 0 ? "" : apiVersion.substring(0, slash))
                .withVersion(apiVersion.substring(slash + 1))
                .withKind(kind)
                .withPlural(resource.getName())
                .withNamespaced(Boolean.TRUE.equals(resource.getNamespaced()))
                .build();
    }

    private @Nullable APIResource resource(String apiVersion, String kind) {
        return resources.computeIfAbsent(apiVersion, this::resourcesOf).get(kind);
    }

    private Map<String, APIResource> resourcesOf(String apiVersion) {
        Map<String, APIResource> found = new HashMap<>();
        APIResourceList list = client.getApiResources(apiVersion);
        if (list != null && list.getResources() != null) {
            list.getResources().stream()
                    .filter(resource -> !resource.getName().contains("/"))
                    .forEach(resource -> found.put(resource.getKind(), resource));
        }
        return found;
    }

    private static ObjectNode json(GenericKubernetesResource resource) {
        return JSON.convertValue(resource, ObjectNode.class);
    }
}
