package io.millrace.deployer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Has servers take a model's current revision, by an annotation of their pods' template, as {@code kubectl rollout restart} does. It names the revision, so that
 * doing it again changes nothing. Asks for the three by name: it needs no right to list, and to patch only those.
 */
final class ModelRollout {

    private static final List<String> SERVERS = List.of("embedder", "reranker", "generator");

    /** What each engine's ConfigMap calls the model that it serves. */
    private static final String MODEL = "CATALOG_MODEL";

    private static final String REVISION = "millrace.io/model-revision";

    private final KubernetesClient client;
    private final String namespace;

    ModelRollout(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    List<String> restart(String model, String revision) {
        List<String> restarted = new ArrayList<>();
        for (String server : SERVERS) {
            @Nullable
            Deployment deployment = client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(server)
                    .get();
            if (deployment != null && serves(deployment, model) && !revision.equals(revision(deployment))) {
                client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(server)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), annotated(revision));
                restarted.add(server);
            }
        }
        return restarted;
    }

    private boolean serves(Deployment deployment, String model) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().stream()
                .flatMap(container -> container.getEnvFrom().stream())
                .filter(from -> from.getConfigMapRef() != null)
                .map(from -> client.configMaps()
                        .inNamespace(namespace)
                        .withName(from.getConfigMapRef().getName())
                        .get())
                .filter(Objects::nonNull)
                .map(ConfigMap::getData)
                .anyMatch(data -> data != null && model.equals(data.get(MODEL)));
    }

    private static @Nullable String revision(Deployment deployment) {
        var metadata = deployment.getSpec().getTemplate().getMetadata();
        @Nullable Map<String, String> annotations = metadata == null ? null : metadata.getAnnotations();
        return annotations == null ? null : annotations.get(REVISION);
    }

    private static String annotated(String revision) {
        ObjectNode patch = new ObjectMapper().createObjectNode();
        patch.putObject("spec")
                .putObject("template")
                .putObject("metadata")
                .putObject("annotations")
                .put(REVISION, revision);
        return patch.toString();
    }
}
