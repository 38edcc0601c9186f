package io.millrace.deployer;

import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types that a cluster with Knative has, as its discovery tells them. */
final class ApiTypes {

    private static final Map<String, List<Type>> ALL = new TreeMap<>();

    static {
        add("v1", "Namespace/namespaces/-", "ConfigMap/configmaps", "Secret/secrets", "Service/services", "Pod/pods");
        add(
                "v1",
                "PersistentVolume/persistentvolumes/-",
                "PersistentVolumeClaim/persistentvolumeclaims",
                "Event/events");
        add("v1", "Node/nodes/-", "ServiceAccount/serviceaccounts", "ResourceQuota/resourcequotas");
        add("apps/v1", "Deployment/deployments", "StatefulSet/statefulsets");
        add("batch/v1", "Job/jobs", "CronJob/cronjobs");
        add("storage.k8s.io/v1", "StorageClass/storageclasses/-");
        add("networking.k8s.io/v1", "NetworkPolicy/networkpolicies");
        add("policy/v1", "PodDisruptionBudget/poddisruptionbudgets");
        add("serving.knative.dev/v1", "Service/services", "Revision/revisions");
        add("eventing.knative.dev/v1", "Broker/brokers", "Trigger/triggers");
        add("eventing.knative.dev/v1alpha1", "EventPolicy/eventpolicies");
        add("messaging.knative.dev/v1", "InMemoryChannel/inmemorychannels");
        add("sources.knative.dev/v1", "PingSource/pingsources", "SinkBinding/sinkbindings");
        add("networking.internal.knative.dev/v1alpha1", "ClusterDomainClaim/clusterdomainclaims/-");
        add("postgresql.cnpg.io/v1", "Cluster/clusters", "Backup/backups", "ScheduledBackup/scheduledbackups");
    }

    private ApiTypes() {}

    private static void add(String apiVersion, String... types) {
        for (String type : types) {
            String[] parts = type.split("/", -1);
            ALL.computeIfAbsent(apiVersion, version -> new java.util.ArrayList<>())
                    .add(new Type(parts[0], parts[1], parts.length == 2));
        }
    }

    /** The answer to {@code /api/v1} or {@code /apis/GROUP/VERSION}, without some groups. */
    static Optional<String> resources(String apiVersion) {
        return Optional.ofNullable(ALL.get(apiVersion))
                .map(types -> types.stream()
                        .map(type -> """
                                {"name": "%s", "singularName": "", "namespaced": %s, "kind": "%s", "verbs": ["get", "list", "patch", "delete"]}""".formatted(type.plural(), type.namespaced(), type.kind()))
                        .collect(Collectors.joining(
                                ", ",
                                "{\"kind\": \"APIResourceList\", \"apiVersion\": \"v1\", \"groupVersion\": \""
                                        + apiVersion + "\", \"resources\": [",
                                "]}")));
    }

    /** The answer to {@code /apis/GROUP}. */
    static Optional<String> group(String group) {
        return ALL.keySet().stream()
                .filter(version -> version.startsWith(group + "/"))
                .map(version -> """
                        {"kind": "APIGroup", "apiVersion": "v1", "name": "%s", "versions": [{"groupVersion": "%s", "version": "%s"}]}""".formatted(group, version, version.substring(group.length() + 1)))
                .findFirst();
    }

    static String plural(String apiVersion, String kind) {
        return ALL.getOrDefault(apiVersion, List.of()).stream()
                .filter(type -> type.kind().equals(kind))
                .map(Type::plural)
                .findFirst()
                .orElseThrow();
    }

    /** What the mock server must know to keep objects of types that it has no model of. */
    static List<CustomResourceDefinitionContext> customResources() {
        return ALL.entrySet().stream()
                .filter(entry ->
                        entry.getKey().contains("knative") || entry.getKey().contains("cnpg"))
                .flatMap(entry -> entry.getValue().stream()
                        .flatMap(type -> Stream.of(new CustomResourceDefinitionContext.Builder()
                                .withGroup(entry.getKey()
                                        .substring(0, entry.getKey().indexOf('/')))
                                .withVersion(
                                        entry.getKey().substring(entry.getKey().indexOf('/') + 1))
                                .withKind(type.kind())
                                .withPlural(type.plural())
                                .withScope(type.namespaced() ? "Namespaced" : "Cluster")
                                .build())))
                .toList();
    }

    private record Type(String kind, String plural, boolean namespaced) {}
}
