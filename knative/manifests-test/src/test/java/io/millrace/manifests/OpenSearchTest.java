package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** OpenSearch as the store of passages: what the general rules can't know of it. */
final class OpenSearchTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Manifests ONE =
            Renderer.rendered(Combination.with("production", "components/store-opensearch"));
    private static final Manifests THREE =
            Renderer.rendered(Combination.with("production", "components/store-opensearch-nodes"));

    @Test
    void functionsAreGivenTheAuthorityAndNotTheKey() {
        assertThat(ONE.pods().filter(Pod::isFunction))
                .isNotEmpty()
                .allSatisfy(pod -> assertThat(Pod.items(pod.spec().path("volumes"))
                                .filter(volume ->
                                        volume.at("/secret/secretName").asText().equals("opensearch-tls"))
                                .flatMap(volume -> Pod.items(volume.at("/secret/items"))
                                        .map(item -> item.path("key").asText())))
                        .containsExactly("ca.crt"));
    }

    @Test
    void functionsReadTheAuthorityWhereItIsMounted() {
        String file = FunctionSettings.all(ONE).get("MILLRACE_OPENSEARCH_CERTIFICATES");
        assertThat(ONE.pods().filter(Pod::isFunction))
                .allSatisfy(pod -> assertThat(pod.containers().stream()
                                .flatMap(container -> Pod.items(container.path("volumeMounts")))
                                .map(mount -> mount.path("mountPath").asText() + "/ca.crt"))
                        .contains(file));
    }

    @Test
    void noNodeNeedsAnythingOfItsHost() throws IOException {
        JsonNode settings = settings(ONE);
        assertThat(settings.path("node.store.allow_mmap").asText()).isEqualTo("false");
        assertThat(set(ONE).at("/spec/template/spec/initContainers").toString()).doesNotContain("sysctl");
    }

    @Test
    void nobodyGetsInWithoutTlsAndAName() throws IOException {
        JsonNode settings = settings(ONE);
        assertThat(settings.path("plugins.security.ssl.http.enabled").asBoolean())
                .isTrue();
        assertThat(settings.has("plugins.security.disabled")).isFalse();
        JsonNode access = security("config.yml");
        assertThat(access.at("/config/dynamic/http/anonymous_auth_enabled").asBoolean(true))
                .isFalse();
        assertThat(security("roles.yml").path("millrace").toString()).doesNotContain("*");
    }

    @Test
    void theUserMayWorkOnTheIndexThatFunctionsAreTold() throws IOException {
        String index = FunctionSettings.all(ONE).getOrDefault("MILLRACE_OPENSEARCH_INDEX", "millrace");
        assertThat(security("roles.yml")
                        .at("/millrace/index_permissions/0/index_patterns/0")
                        .asText())
                .isEqualTo(index);
        assertThat(security("roles_mapping.yml").at("/millrace/users/0").asText())
                .isEqualTo("millrace");
    }

    @Test
    void oneNodeHasNoCopiesAndThreeHaveOneOfEachShard() {
        assertThat(copies(ONE)).isEqualTo(Map.of("shards", "1", "replicas", "0"));
        assertThat(copies(THREE)).isEqualTo(Map.of("shards", "3", "replicas", "1"));
        assertThat(set(THREE).at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(
                        set(THREE)
                                .at(
                                        "/spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution"))
                .isNotEmpty();
    }

    /** Were it more than one, two new nodes could make a second cluster beside the first. */
    @Test
    void onlyTheFirstNodeMakesANewCluster() throws IOException {
        assertThat(settings(THREE).path("cluster.initial_cluster_manager_nodes").toString())
                .isEqualTo("[\"opensearch-0\"]");
        assertThat(set(THREE).at("/spec/podManagementPolicy").asText()).isEqualTo("Parallel");
        String seeds = Pod.items(set(THREE).at("/spec/template/spec/containers/0/env"))
                .filter(variable -> variable.path("name").asText().equals("discovery.seed_hosts"))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElseThrow();
        assertThat(THREE.find("v1", "Service", seeds)
                        .orElseThrow()
                        .at("/spec/publishNotReadyAddresses")
                        .asBoolean())
                .isTrue();
    }

    private static Map<String, String> copies(Manifests manifests) {
        Map<String, String> settings = FunctionSettings.all(manifests);
        return Map.of(
                "shards", settings.getOrDefault("MILLRACE_OPENSEARCH_SHARDS", ""),
                "replicas", settings.getOrDefault("MILLRACE_OPENSEARCH_REPLICAS", ""));
    }

    private static JsonNode set(Manifests manifests) {
        return manifests.find("apps/v1", "StatefulSet", "opensearch").orElseThrow();
    }

    private static JsonNode settings(Manifests manifests) throws IOException {
        return file(manifests, "opensearch-", "opensearch.yml");
    }

    private static JsonNode security(String name) throws IOException {
        return file(ONE, "opensearch-security-", name);
    }

    private static JsonNode file(Manifests manifests, String map, String name) throws IOException {
        String text = manifests
                .all("v1", "ConfigMap")
                .filter(found -> Manifests.name(found).startsWith(map))
                .map(found -> found.path("data").path(name).asText())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElseThrow();
        return YAML.readTree(text);
    }
}
