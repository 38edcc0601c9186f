package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The databases and what stands beside them, each rendered by itself. */
final class PlatformTest {

    private static final Path PLATFORM = Repository.knative().resolve("platform");
    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    /** Part of an overlay or of a component, and judged with it. */
    private static final Set<String> WITHIN_OVERLAYS =
            Set.of("cloudnative-pg", "mongodb", "opensearch", "postgresql", "valkey");

    static Stream<String> alone() {
        return Stream.of("access", "cassandra", "mysql", "postgresql/backup");
    }

    static Stream<Rule> rules() {
        return Stream.of(
                new StrictModels(),
                new RestrictedPods(),
                new PinnedImages(true),
                new Probes(),
                new ResourceLimits(),
                new References(),
                new SecretsByReference());
    }

    @ParameterizedTest
    @MethodSource("alone")
    void passesEveryRuleOfPods(String folder) {
        Manifests rendered = rendered(folder);
        assertThat(rules().flatMap(rule -> rule.check(rendered).stream()).map(Finding::toString))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("alone")
    void isAdmittedByKubernetesOwnSchemas(String folder) {
        assertThat(KubernetesSchemas.real().check(rendered(folder))).isEmpty();
    }

    @Test
    void everyFolderTakesPart() throws IOException {
        Set<String> known = Stream.concat(alone(), WITHIN_OVERLAYS.stream()).collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(PLATFORM)) {
            assertThat(files.filter(file -> file.endsWith("kustomization.yaml"))
                            .map(file -> PLATFORM.relativize(file.getParent()).toString())
                            .filter(folder -> !folder.startsWith("storage/")))
                    .containsExactlyInAnyOrderElementsOf(known);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cassandra", "mysql", "opensearch"})
    void aDatabaseKeepsItsVolumeAndLeavesItsNodeOneAtATime(String folder) {
        Manifests rendered = rendered(folder);
        JsonNode set =
                rendered.find("apps/v1", "StatefulSet", folder).orElseThrow().path("spec");

        assertThat(set.at("/persistentVolumeClaimRetentionPolicy/whenDeleted").asText())
                .isEqualTo("Retain");
        assertThat(rendered.find("policy/v1", "PodDisruptionBudget", folder)
                        .orElseThrow()
                        .at("/spec/maxUnavailable")
                        .asInt())
                .isEqualTo(1);
        if (set.path("replicas").asInt() > 1) {
            assertThat(set.at("/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution"))
                    .isNotEmpty();
        }
    }

    /** Nobody but Cassandra's own nodes reaches these until a component lets somebody in, and they reach nothing but each other and names. */
    @Test
    void aDatabaseByItselfIsReachedByNobody() {
        assertThat(PolicyEdges.of(rendered("mysql")).in()).isEmpty();
        assertThat(PolicyEdges.of(rendered("mongodb")).in()).isEmpty();
        assertThat(PolicyEdges.of(rendered("opensearch")).in()).isEmpty();
        assertThat(PolicyEdges.of(rendered("cassandra")).in())
                .extracting(Edge::toString)
                .containsExactly("cassandra > cassandra:7000");
        assertThat(PolicyEdges.of(rendered("cassandra")).out())
                .extracting(Edge::toString)
                .containsExactly(
                        "cassandra > 169.254.169.254/32:53",
                        "cassandra > 169.254.20.10/32:53",
                        "cassandra > cassandra:7000",
                        "cassandra > kube-system/k8s-app=kube-dns:53");
    }

    @Test
    void theBackupReachesTheDatabaseAndNothingElse() {
        Manifests together = new Manifests(Stream.of("postgresql/backup", "postgresql")
                .flatMap(folder -> rendered(folder).objects().stream())
                .toList());
        PolicyEdges edges = PolicyEdges.of(together);

        assertThat(edges.out().stream().filter(edge -> edge.from().equals("postgresql-backup")))
                .extracting(Edge::toString)
                .containsExactly(
                        "postgresql-backup > 169.254.169.254/32:53",
                        "postgresql-backup > 169.254.20.10/32:53",
                        "postgresql-backup > kube-system/k8s-app=kube-dns:53",
                        "postgresql-backup > postgresql:5432");
        assertThat(edges.in()).contains(new Edge("postgresql-backup", "postgresql", 5432));
    }

    @Test
    void rolesGrantWhatIsListedAndNothingByAWildcard() throws IOException {
        Set<String> granted = new TreeSet<>();
        rendered("access")
                .all("rbac.authorization.k8s.io/v1", "Role")
                .forEach(role -> Pod.items(role.path("rules")).forEach(rule -> granted.addAll(grants(role, rule))));

        assertThat(granted).noneMatch(grant -> grant.contains("*"));
        assertThat(granted)
                .containsExactlyElementsOf(Files.readAllLines(
                        Repository.knative().resolve("manifests-test/src/test/resources/PlatformTest/grants.txt")));
    }

    /** Whatever is declared can be deployed by the Role, but for what it must not touch or can't, since it is of no namespace. */
    @Test
    void theDeployerMayDoAllThatDeployingTakes() {
        Set<String> administrators = Set.of(
                "namespaces",
                "storageclasses.storage.k8s.io",
                "roles.rbac.authorization.k8s.io",
                "rolebindings.rbac.authorization.k8s.io");
        Set<String> granted =
                rendered("access").find("rbac.authorization.k8s.io/v1", "Role", "millrace-deployer").stream()
                        .flatMap(role -> Pod.items(role.path("rules")).flatMap(rule -> grants(role, rule).stream()))
                        .collect(Collectors.toSet());
        Set<String> resources = everything()
                .flatMap(manifests -> manifests.objects().stream())
                .map(PlatformTest::resource)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(resources).containsAll(administrators);
        resources.removeAll(administrators);
        assertThat(resources)
                .allSatisfy(resource -> assertThat(granted)
                        .contains(Stream.of("create", "delete", "get", "list", "patch")
                                .map(verb -> "millrace-deployer " + verb + " " + resource)
                                .toArray(String[]::new)));
        assertThat(granted)
                .filteredOn(grant -> grant.endsWith(" namespaces"))
                .containsExactly("millrace-deployer get namespaces");
    }

    private static Stream<Manifests> everything() {
        return Stream.of(
                        Combination.all().stream().map(Renderer::rendered),
                        EngineCombinations.all().stream().map(EngineCombinations::rendered),
                        alone().map(PlatformTest::rendered),
                        Stream.of(SourceQueueTest.rendered(), ModelRolloutTest.access()))
                .flatMap(manifests -> manifests);
    }

    /** As a Role names it. */
    private static String resource(JsonNode object) {
        String kind = object.path("kind").asText().toLowerCase(java.util.Locale.ROOT);
        String plural = kind.endsWith("y")
                ? kind.substring(0, kind.length() - 1) + "ies"
                : kind.endsWith("s") ? kind + "es" : kind + "s";
        String group = object.path("apiVersion").asText().replaceFirst("/?[^/]*$", "");
        return plural + (group.isEmpty() ? "" : "." + group);
    }

    @Test
    void noRoleIsGivenToAPodAndNoneReadsSecrets() {
        assertThat(Combination.OVERLAYS.stream()
                        .flatMap(overlay -> Renderer.rendered(overlay).objects().stream())
                        .filter(object -> object.path("apiVersion").asText().startsWith("rbac.")))
                .isEmpty();
        assertThat(rendered("access").objects().toString()).doesNotContain("\"secrets\"");
    }

    private static List<String> grants(JsonNode role, JsonNode rule) {
        return Pod.items(rule.path("apiGroups"))
                .flatMap(group -> Pod.items(rule.path("resources"))
                        .flatMap(resource -> Pod.items(rule.path("verbs"))
                                .map(verb -> Manifests.name(role) + " " + verb.asText() + " " + resource.asText()
                                        + (group.asText().isEmpty() ? "" : "." + group.asText()))))
                .toList();
    }

    static Manifests rendered(String folder) {
        Kustomize kustomize = Renderer.kustomize();
        return RENDERED.computeIfAbsent(folder, one -> kustomize.render(PLATFORM.resolve(one)));
    }
}
