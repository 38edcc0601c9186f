package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deployer.Check.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a cluster has and lacks. */
class DoctorTest extends DeployerTestCase {

    @Test
    void aClusterWithEverythingIsFine() {
        healthy();
        cluster.put("""
                {apiVersion: storage.k8s.io/v1, kind: StorageClass, provisioner: nfs.csi.k8s.io,
                 metadata: {name: nfs, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}}""");
        deploy(small());

        DoctorReport report = examine(small().replace("storageClassName: \"\"", "storageClassName: nfs"));

        assertThat(report.checks())
                .filteredOn(check -> check.verdict() != Verdict.FINE)
                .extracting(Check::name)
                .containsExactly("TLS");
        assertThat(check(report, "Knative Serving").found()).isEqualTo("1.22.0");
        assertThat(check(report, "Kubernetes").found()).isEqualTo("1.34");
        assertThat(report.objects()).hasSize(10).allMatch(object -> object.state() == ObjectReport.State.READY);
    }

    @Test
    void whatIsMissingHasARemedy() {
        cluster.lacks("serving.knative.dev");
        cluster.lacks("keda.sh");
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: one}}");
        String overlay = small().replace("  name: millrace\n  namespace: millrace\n", """
                          name: millrace
                          namespace: millrace
                          annotations: {eventing.knative.dev/broker.class: Kafka}
                        """)
                .replace(
                        "image: dev.local/millrace/model-server:1",
                        "image: x\n          resources: {limits: {nvidia.com/gpu: 1}}");

        DoctorReport report = examine(overlay);

        assertThat(check(report, "Knative Serving").verdict()).isEqualTo(Verdict.MISSING);
        assertThat(check(report, "types").found()).contains("Service.serving.knative.dev");
        assertThat(check(report, "broker class").remedy()).contains("broker for Kafka");
        assertThat(check(report, "GPUs").remedy()).contains("GPU operator");
        assertThat(check(report, "Knative Eventing").verdict()).isEqualTo(Verdict.WRONG);
        assertThat(report.checks())
                .filteredOn(check -> check.verdict() != Verdict.FINE)
                .allMatch(check -> !check.remedy().isEmpty());
    }

    @Test
    void withoutAnOverlayItSaysWhatItDidNotLookAt() {
        healthy();

        DoctorReport report = deployer.examine(List.of(), "");

        assertThat(check(report, "feature flags").remedy()).contains("--overlay");
        assertThat(report.has(Verdict.MISSING)).isFalse();
        assertThat(report.namespace()).isEqualTo("millrace");
    }

    @Test
    void aClaimOnManyNodesNeedsStorageForMany() {
        healthy();
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: two}}");
        cluster.put("""
                {apiVersion: storage.k8s.io/v1, kind: StorageClass, provisioner: rancher.io/local-path,
                 metadata: {name: local, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}}""");

        DoctorReport report = examine(small().replace("storageClassName: \"\"", "storageClassName: local"));

        assertThat(report.checks())
                .filteredOn(check -> check.name().startsWith("storage for many nodes"))
                .singleElement()
                .satisfies(check -> assertThat(check.verdict()).isEqualTo(Verdict.WRONG))
                .satisfies(check -> assertThat(check.remedy()).contains("NFS", "model-catalog"));
        assertThat(check(examine(small().replace("storageClassName: \"\"", "storageClassName: gone")), "storage")
                        .found())
                .contains("PersistentVolumeClaim millrace/model-catalog wants class gone");
    }

    private DoctorReport examine(String yaml) {
        return deployer.examine(Manifests.parse(yaml, "test"), "");
    }

    private static Check check(DoctorReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void healthy() {
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: one}}");
        controller("knative-serving", "controller");
        controller("knative-eventing", "eventing-controller");
        controller("knative-eventing", "mt-broker-controller");
        cluster.put("""
                {apiVersion: v1, kind: ConfigMap, metadata: {name: config-network, namespace: knative-serving},
                 data: {ingress-class: kourier.ingress.networking.knative.dev}}""");
    }

    private void controller(String namespace, String name) {
        cluster.put("""
                {apiVersion: apps/v1, kind: Deployment, status: {availableReplicas: 1},
                 metadata: {name: %s, namespace: %s, labels: {app.kubernetes.io/version: "1.22.0"}}}""".formatted(name, namespace));
    }
}
