package io.millrace.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which objects are ours: an ApplySet of Kubernetes (KEP-3659), with a ConfigMap as its parent. Each member carries the set's id in a label; the parent says of which
 * types and in which namespaces members are, and it says so before the first of them is applied, so that none is ever lost.
 *
 * @param groupKinds as {@code Deployment.apps}
 * @param namespaces beside the home
 */
record Inventory(String home, Set<String> groupKinds, Set<String> namespaces) {

    static final String MEMBER = "applyset.kubernetes.io/part-of";

    private static final String NAME = "millrace-deployment";
    private static final String TOOLING = "millrace/v1";
    private static final String ANNOTATION = "applyset.kubernetes.io/";

    Inventory {
        groupKinds = Set.copyOf(groupKinds);
        namespaces = Set.copyOf(namespaces);
    }

    static ObjectName parent(String home) {
        return new ObjectName("v1", "ConfigMap", home, NAME);
    }

    /** By KEP-3659: {@code applyset-<base64url(sha256(name.namespace.kind.group))>-v1}. */
    static String id(String home) {
        String parent = NAME + "." + home + ".ConfigMap.";
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(parent.getBytes(StandardCharsets.UTF_8));
            return "applyset-" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + "-v1";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static Inventory of(String home, List<DeclaredObject> objects) {
        Set<String> kinds = new TreeSet<>();
        Set<String> namespaces = new TreeSet<>();
        for (DeclaredObject object : objects) {
            kinds.add(object.name().groupKind());
            if (!object.name().namespace().isEmpty()
                    && !object.name().namespace().equals(home)) {
                namespaces.add(object.name().namespace());
            }
        }
        return new Inventory(home, kinds, namespaces);
    }

    /** What the cluster knows; empty where nothing is deployed. */
    static Optional<Inventory> read(Cluster cluster, String home) {
        return cluster.get(parent(home)).map(map -> {
            JsonNode annotations = map.at("/metadata/annotations");
            return new Inventory(
                    home,
                    list(annotations.path(ANNOTATION + "contains-group-kinds").asText()),
                    list(annotations.path(ANNOTATION + "additional-namespaces").asText()));
        });
    }

    private static Set<String> list(String text) {
        Set<String> found = new TreeSet<>(List.of(text.split(",", -1)));
        found.remove("");
        return found;
    }

    Inventory with(Inventory other) {
        Set<String> kinds = new TreeSet<>(groupKinds);
        kinds.addAll(other.groupKinds);
        Set<String> all = new TreeSet<>(namespaces);
        all.addAll(other.namespaces);
        return new Inventory(home, kinds, all);
    }

    void write(Cluster cluster) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        ObjectName name = parent(home);
        map.put("apiVersion", name.apiVersion()).put("kind", name.kind());
        ObjectNode metadata = map.putObject("metadata").put("name", name.name()).put("namespace", home);
        metadata.putObject("labels")
                .put("applyset.kubernetes.io/id", id(home))
                .put("app.kubernetes.io/part-of", Conflict.US);
        metadata.putObject("annotations")
                .put(ANNOTATION + "tooling", TOOLING)
                .put(ANNOTATION + "contains-group-kinds", String.join(",", new TreeSet<>(groupKinds)))
                .put(ANNOTATION + "additional-namespaces", String.join(",", new TreeSet<>(namespaces)));
        cluster.apply(name, map, Conflict.US, true, false);
    }

    /**
     * All that is there, in no order. A type that the cluster no longer has, has no objects. What a controller made is that controller's: Knative gives its Services'
     * labels, ours among them, to what it makes of them. What belongs to no namespace is the administrator's where the caller may not list it.
     *
     * @param say gets a line for what may not be listed
     */
    List<ObjectNode> members(Cluster cluster, Consumer<String> say) {
        List<ObjectNode> found = new ArrayList<>();
        Set<String> everywhere = new TreeSet<>(namespaces);
        everywhere.add(home);
        for (String groupKind : new TreeSet<>(groupKinds)) {
            Optional<String> version = cluster.apiVersionOf(groupKind);
            if (version.isEmpty()) {
                continue;
            }
            int dot = groupKind.indexOf('.');
            String kind = dot < 0 ? groupKind : groupKind.substring(0, dot);
            if (cluster.isNamespaced(version.get(), kind)) {
                for (String namespace : everywhere) {
                    found.addAll(cluster.list(version.get(), kind, namespace, MEMBER, id(home)));
                }
            } else {
                found.addAll(ofTheCluster(cluster, version.get(), kind, say));
            }
        }
        found.removeIf(Inventory::isMadeByAController);
        return found;
    }

    private List<ObjectNode> ofTheCluster(Cluster cluster, String version, String kind, Consumer<String> say) {
        try {
            return cluster.list(version, kind, "", MEMBER, id(home));
        } catch (KubernetesClientException e) {
            if (e.getCode() != 403) {
                throw e;
            }
            say.accept("  " + kind + ": you may not list those of the cluster, so ours are left as they are");
            return List.of();
        }
    }

    private static boolean isMadeByAController(ObjectNode object) {
        for (JsonNode owner : object.at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return true;
            }
        }
        return false;
    }
}
