package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.deployer.ObjectReport.State;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Volumes on one machine, and taking everything away. */
class RemovalTest extends DeployerTestCase {

    private static final String VOLUME = "/api/v1/persistentvolumes/millrace-millrace-data-postgres-0";

    @Test
    void anAdministratorGetsAVolumeForEachClaim() {
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: one, labels: {kubernetes.io/hostname: host-one}}}");

        DeployReport report = deployAsAdmin(small());

        assertThat(report.succeeded()).isTrue();
        assertThat(names(report, Action.CREATED))
                .contains(
                        "PersistentVolume millrace-millrace-data-postgres-0",
                        "PersistentVolume millrace-millrace-model-catalog");
        ObjectNode volume = Objects.requireNonNull(cluster.get(VOLUME));
        assertThat(volume.at("/spec/local/path").asText()).isEqualTo("/var/lib/millrace/millrace/data-postgres-0");
        assertThat(volume.at("/spec/capacity/storage").asText()).isEqualTo("2Gi");
        assertThat(volume.at("/spec/claimRef/name").asText()).isEqualTo("data-postgres-0");
        assertThat(volume.at("/spec/nodeAffinity").toString()).contains("host-one");
        assertThat(cluster.applied())
                .containsSubsequence("Pod millrace-volume-folders-millrace", "StatefulSet postgres");
        assertThat(cluster.get("/api/v1/namespaces/kube-system/pods/millrace-volume-folders-millrace"))
                .as("it is removed once the folders are there")
                .isNull();

        assertThat(deployAsAdmin(small()).objects()).allMatch(object -> object.action() == Action.UNCHANGED);
        assertThat(deploy(small()).objects()).allMatch(object -> object.action() == Action.UNCHANGED);
    }

    @Test
    void aLocalVolumeNeedsOneNode() {
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: one}}");
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: two}}");

        assertThatThrownBy(() -> deployAsAdmin(small()))
                .isInstanceOf(DeployFailure.class)
                .hasMessageContaining("--node")
                .hasMessageContaining("[one, two]");
    }

    @Test
    void aClaimOfAClassWithAProvisionerGetsNone() {
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: one}}");
        cluster.put("""
                {apiVersion: storage.k8s.io/v1, kind: StorageClass, provisioner: nfs.csi.k8s.io, metadata: {name: nfs}}""");

        DeployReport report = deployAsAdmin(small().replace("storageClassName: \"\"", "storageClassName: nfs"));

        assertThat(report.objects()).noneMatch(object -> object.object().kind().equals("PersistentVolume"));
    }

    @Test
    void foldersThatCanNotBeMadeAreNamed() {
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: one}}");
        cluster.controllers(object -> ObjectName.of(object).kind().equals("Pod") ? object : Controllers.settle(object));

        DeployReport report = deployAsAdmin(small());

        assertThat(report.problems())
                .singleElement()
                .asString()
                .contains("on node one", "sudo mkdir -p /var/lib/millrace/millrace/data-postgres-0");
        assertThat(cluster.applied()).doesNotContain("StatefulSet postgres");
    }

    @Test
    void undeployKeepsDataUntilToldOtherwise() {
        deploy(small());
        cluster.put(
                "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data-postgres-0, namespace: millrace}}");

        DeployReport first = undeploy(false);

        assertThat(first.succeeded()).isTrue();
        assertThat(names(first, Action.REMOVED))
                .startsWith("PingSource millrace/nightly-reindex", "Trigger millrace/chunks-prepared-embedding")
                .endsWith("ConfigMap millrace/settings");
        assertThat(names(first, Action.KEPT))
                .containsExactly(
                        "PersistentVolumeClaim millrace/data-postgres-0",
                        "PersistentVolumeClaim millrace/model-catalog",
                        "Namespace millrace");
        assertThat(of(first, "Namespace millrace").reason()).contains("--yes");

        DeployReport second = undeploy(true);

        assertThat(second.succeeded()).isTrue();
        assertThat(names(second, Action.REMOVED))
                .contains("Namespace millrace", "PersistentVolumeClaim millrace/model-catalog");
        assertThat(cluster.get("/api/v1/namespaces/millrace")).isNull();
    }

    @Test
    void nothingOfOursIsLeft() {
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: one}}");
        cluster.put("{apiVersion: v1, kind: Namespace, metadata: {name: millrace}}");
        String withoutNamespace = small().substring(0, small().lastIndexOf("---\napiVersion: v1\nkind: Namespace"));
        deployAsAdmin(withoutNamespace);
        // one later without the flag declares no volumes, and forgets none
        deploy(withoutNamespace);

        assertThat(undeploy(true).succeeded()).isTrue();

        assertThat(cluster.get("/api/v1/namespaces/millrace"))
                .as("it is not ours")
                .isNotNull();
        assertThat(cluster.get("/api/v1/namespaces/millrace/configmaps/millrace-deployment"))
                .isNull();
        assertThat(cluster.get(VOLUME)).isNull();
        assertThat(cluster.get(EMBEDDER)).isNull();
        assertThat(undeploy(true).objects()).isEmpty();
        assertThat(said).contains("nothing of Millrace is deployed in namespace millrace");
    }

    @Test
    void whatDoesNotGoIsNamed() {
        deploy(small());
        cluster.change("/apis/eventing.knative.dev/v1/namespaces/millrace/brokers/millrace", live -> {
            live.withObject("/metadata").putArray("finalizers").add("brokers.eventing.knative.dev");
            return live;
        });

        DeployReport report = undeploy(true);

        ObjectReport broker = of(report, "Broker millrace/millrace");
        assertThat(broker.state()).isEqualTo(State.WAITING);
        assertThat(broker.reason()).contains("held by brokers.eventing.knative.dev", "Remedy: ");
        assertThat(report.succeeded()).isFalse();
        assertThat(cluster.get("/api/v1/namespaces/millrace")).isNotNull();
    }
}
