package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Another revision of a model is current: who serves it starts anew, and nobody else. */
class ModelRolloutTest extends DeployerTestCase {

    private static final String REVISION = "/spec/template/metadata/annotations/millrace.io~1model-revision";

    @Test
    void restartsThoseThatServeTheModelAndNoOther() {
        server("embedder", "all-minilm-l6-v2");
        server("generator", "qwen2.5-7b-instruct");

        assertThat(rollOut("all-minilm-l6-v2", "r2")).containsExactly("embedder");

        assertThat(deployment("embedder").at(REVISION).asText()).isEqualTo("r2");
        assertThat(deployment("embedder")
                        .at("/spec/template/metadata/labels/app")
                        .asText())
                .isEqualTo("embedder");
        assertThat(deployment("generator").at(REVISION).isMissingNode()).isTrue();
    }

    @Test
    void theSameEventAgainChangesNothingAndTheWayBackIsARestart() {
        server("embedder", "all-minilm-l6-v2");

        assertThat(rollOut("all-minilm-l6-v2", "r2")).containsExactly("embedder");
        assertThat(rollOut("all-minilm-l6-v2", "r2")).isEmpty();
        assertThat(rollOut("all-minilm-l6-v2", "r1")).containsExactly("embedder");
    }

    @Test
    void aModelThatNobodyServesRestartsNobody() {
        server("embedder", "all-minilm-l6-v2");

        assertThat(rollOut("bge-m3", "r1")).isEmpty();
    }

    private List<String> rollOut(String model, String revision) {
        return deployer.rollOut("", model, revision);
    }

    private void server(String name, String model) {
        cluster.put("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s-engine-5g2h, namespace: millrace}
                data: {CATALOG_MODEL: %s}
                """.formatted(name, model));
        cluster.put("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s, namespace: millrace}
                spec:
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      containers: [{name: engine, image: "dev.local/x:1", envFrom: [{configMapRef: {name: %1$s-engine-5g2h}}]}]
                """.formatted(name));
    }

    private ObjectNode deployment(String name) {
        return Objects.requireNonNull(cluster.get("/apis/apps/v1/namespaces/millrace/deployments/" + name));
    }
}
