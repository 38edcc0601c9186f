package io.millrace.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An overlay of {@code knative/overlays}, alone or with components laid over it.
 *
 * @param overlay its folder's name
 * @param namespace what it is rendered into
 * @param components folders below {@code knative}
 */
record Combination(String overlay, String namespace, List<String> components) {

    static final String NAMESPACE = "millrace";
    static final Combination PRODUCTION = alone("production");
    static final Combination LAPTOP = alone("laptop");

    static final List<Combination> OVERLAYS = List.of(LAPTOP, PRODUCTION, alone("airgapped"));

    static final String ROLLOUT = "../gpu-services/volume/rollout";

    /** A tenant's own: another namespace shows what names one where it must not. */
    private static final String TENANT = "tenant-a";

    /** Each with all that go together; between the lists are those that exclude one another. */
    private static final List<List<String>> TOGETHER = List.of(
            List.of(
                    "components/tenant",
                    "components/source-minio",
                    "components/source-gcs",
                    "components/source-gcs-workload-identity",
                    "components/source-azure",
                    "components/cache-redis",
                    "components/oidc",
                    "components/cert-manager",
                    "components/gateway-api",
                    "components/reranker",
                    "components/rows",
                    "components/rows-postgresql",
                    "components/rows-mysql",
                    "components/store-opensearch",
                    "platform/storage/portworx",
                    ROLLOUT),
            List.of(
                    "components/source-ceph",
                    "components/cache-mongodb",
                    "components/istio",
                    "components/rows",
                    "components/rows-cassandra",
                    "components/store-opensearch",
                    "components/store-opensearch-nodes",
                    "platform/storage/ceph-rbd"),
            List.of("components/source-aws", "components/rows", "components/rows-mongodb", "platform/storage/ebs"));

    /** For CloudNativePG only, so not over every overlay. */
    private static final Combination RESTORED = new Combination(
            "production",
            TENANT,
            List.of("components/rows", "components/rows-postgresql", "components/store-cloudnative-pg-restored"));

    /** What a component adds to, and is named after. */
    private static final Map<String, String> AFTER = Map.of(
            "components/rows-postgresql", "components/rows",
            "components/rows-mysql", "components/rows",
            "components/rows-mongodb", "components/rows",
            "components/rows-cassandra", "components/rows",
            "components/source-gcs-workload-identity", "components/source-gcs",
            "components/store-opensearch-nodes", "components/store-opensearch");

    /** Parts of an overlay already: laid over another one they would add what is there. */
    private static final List<String> WITHIN_OVERLAYS = List.of(
            "components/broker-in-memory",
            "components/kourier",
            "components/models-cpu",
            "components/models-gpu",
            "components/observability",
            "components/store-cloudnative-pg");

    Combination {
        components = List.copyOf(components);
    }

    private static Combination alone(String overlay) {
        return new Combination(overlay, NAMESPACE, List.of());
    }

    /** An overlay with one component, and the one that it needs, where it needs one. */
    static Combination with(String overlay, String component) {
        return new Combination(
                overlay,
                NAMESPACE,
                Stream.concat(Stream.ofNullable(AFTER.get(component)), Stream.of(component))
                        .toList());
    }

    /** The overlays alone, and with components; with {@code -Dmillrace.full=true} with each component by itself, too. */
    static List<Combination> all() {
        Stream<Combination> together = OVERLAYS.stream()
                .flatMap(one -> TOGETHER.stream().map(more -> new Combination(one.overlay(), TENANT, more)));
        Stream<Combination> single = !Boolean.getBoolean("millrace.full")
                ? Stream.empty()
                : OVERLAYS.stream()
                        .flatMap(one -> TOGETHER.stream()
                                .flatMap(List::stream)
                                .distinct()
                                .map(more -> with(one.overlay(), more)));
        return Stream.of(OVERLAYS.stream(), together, Stream.of(RESTORED), single)
                .flatMap(combinations -> combinations)
                .toList();
    }

    /** Components that no combination lays over an overlay, though none has them. */
    static List<String> forgotten() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.knative())) {
            return files.filter(file -> file.endsWith("kustomization.yaml"))
                    .map(Path::getParent)
                    .filter(Combination::isComponent)
                    .map(folder -> Repository.knative().relativize(folder).toString())
                    .filter(folder -> !WITHIN_OVERLAYS.contains(folder)
                            && !RESTORED.components().contains(folder)
                            && TOGETHER.stream().noneMatch(together -> together.contains(folder)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isComponent(Path folder) {
        try {
            return Components.isComponent(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isLaptop() {
        return overlay.equals("laptop");
    }

    /** The overlay's own, or a new one that lays the components over it. */
    Path folder() {
        Path own = Repository.knative().resolve("overlays").resolve(overlay);
        try {
            return components.isEmpty()
                    ? own
                    : Components.over(
                            own,
                            components.stream()
                                    .map(Repository.knative()::resolve)
                                    .toList(),
                            namespace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return components.stream()
                .map(component -> component.substring(component.lastIndexOf('/') + 1))
                .collect(Collectors.joining(" + ", overlay + (components.isEmpty() ? "" : " + "), ""));
    }
}
