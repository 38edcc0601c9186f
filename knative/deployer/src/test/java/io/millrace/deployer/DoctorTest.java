package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deployer.Check.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a cluster has and lacks. */
class DoctorTest extends DeployerTestCase {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: a, namespace: millrace}
            spec:
              selector: {matchLabels: {app: a}}
              template:
                metadata: {labels: {app: a}}
                spec:
            %s
            """;

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

    @Test
    void claimsWithoutAClassAreNamedUntilTheyHaveVolumes() {
        healthy();

        Check before = check(examine(small()), "storage");
        assertThat(before.verdict()).isEqualTo(Verdict.ADVICE);
        assertThat(before.found()).isEqualTo("nothing makes a volume for data-postgres-0, model-catalog");
        assertThat(before.remedy()).contains("--cluster-admin");

        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: two}}");
        assertThat(check(examine(small()), "storage").verdict()).isEqualTo(Verdict.WRONG);

        for (String claim : List.of("model-catalog", "data-postgres-0")) {
            cluster.put("""
                    {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: %s, namespace: millrace},
                     spec: {volumeName: of-somebody}}""".formatted(claim));
        }
        assertThat(check(examine(small()), "storage").found()).isEqualTo("no class, and none needed");
    }

    @Test
    void aSecretThatNobodyMadeIsNamedWithItsKey() {
        healthy();
        cluster.put("{apiVersion: v1, kind: Secret, metadata: {name: there, namespace: millrace}, data: {a: YQ==}}");

        DoctorReport report = examine(DEPLOYMENT.formatted("""
                containers:
                  - name: a
                    image: "x:1"
                    envFrom: [{secretRef: {name: store}}, {secretRef: {name: maybe, optional: true}}]
                    env:
                      - {name: A, valueFrom: {secretKeyRef: {name: there, key: a}}}
                      - {name: B, valueFrom: {secretKeyRef: {name: there, key: b}}}
                      - {name: C, valueFrom: {secretKeyRef: {name: db-app, key: uri}}}
                volumes: [{name: v, secret: {secretName: tls}}]
                """.indent(6))
                + "---\n{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: db, namespace: millrace}}");

        Check secrets = check(report, "Secrets");
        assertThat(secrets.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(secrets.found()).isEqualTo("missing in namespace millrace: store, there (key b), tls");
        assertThat(secrets.remedy()).contains("secrets.example.yaml");
    }

    @Test
    void aPodThatNoNodeIsLabelledForIsNamed() {
        healthy();
        cluster.put(
                "{apiVersion: v1, kind: Node, metadata: {name: small, labels: {nvidia.com/gpu.memory: \"15360\"}}}");
        String wants = DEPLOYMENT.formatted("""
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms: [{matchExpressions: [{key: nvidia.com/gpu.memory, operator: Gt, values: ["22000"]}]}]
                containers: [{name: a, image: "x:1"}]
                """.indent(6));

        Check nodes = check(examine(wants), "nodes by label");

        assertThat(nodes.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(nodes.found()).contains("Deployment millrace/a wants nvidia.com/gpu.memory Gt 22000");
        cluster.put(
                "{apiVersion: v1, kind: Node, metadata: {name: large, labels: {nvidia.com/gpu.memory: \"24576\"}}}");
        assertThat(check(examine(wants), "nodes by label").verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void aDomainNeedsAClaimOfTheAdministrators() {
        healthy();
        String mapping =
                "{apiVersion: serving.knative.dev/v1beta1, kind: DomainMapping, metadata: {name: a.example, namespace: millrace}}";
        String claim =
                "{apiVersion: networking.internal.knative.dev/v1alpha1, kind: ClusterDomainClaim, metadata: {name: a.example}, spec: {namespace: NAMESPACE}}";

        Check without = check(examine(mapping), "domains");
        assertThat(without.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(without.remedy()).endsWith(claim.replace("NAMESPACE", "millrace"));

        cluster.put(claim.replace("NAMESPACE", "other"));
        assertThat(check(examine(mapping), "domains").verdict()).isEqualTo(Verdict.WRONG);
        cluster.put(claim.replace("NAMESPACE", "millrace"));
        assertThat(check(examine(mapping), "domains").verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void metricsOfFunctionsAreOffUntilServingIsTold() {
        healthy();
        String monitor =
                "{apiVersion: monitoring.coreos.com/v1, kind: PodMonitor, metadata: {name: functions, namespace: millrace}, spec: {podMetricsEndpoints: [{port: http-usermetric}]}}";

        assertThat(check(examine(monitor), "metrics of functions").remedy())
                .contains("request-metrics-protocol: prometheus", "knative-serving/config-observability");

        cluster.put(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: config-observability, namespace: knative-serving}, data: {request-metrics-protocol: prometheus}}");
        assertThat(check(examine(monitor), "metrics of functions").verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void theBrokerNeedsItsChannel() {
        healthy();
        cluster.lacks("messaging.knative.dev");
        assertThat(check(examine(small()), "broker class").remedy()).contains("install that channel");
    }

    @Test
    void aChannelThatDoesNotRunIsNamed() {
        healthy();
        cluster.change("/apis/apps/v1/namespaces/knative-eventing/deployments/imc-dispatcher", deployment -> {
            deployment.withObject("/status").put("availableReplicas", 0);
            return deployment;
        });
        assertThat(check(examine(small()), "broker class").found())
                .contains("imc-dispatcher of its InMemoryChannel does not run");
    }

    @Test
    void aNodeWhoseRoomOthersHaveRequestedIsNamedWithThem() {
        healthy();
        pod("knative-eventing", "job-sink", "Running", "1900m");
        pod("default", "done", "Succeeded", "1900m");
        pod("millrace", "of-the-deploy-before", "Running", "1900m");
        String wants = DEPLOYMENT.formatted("""
                containers: [{name: a, image: "x:1", resources: {requests: {cpu: 60m, memory: 1Gi}}}]
                """.indent(6)) + """
                ---
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: b, namespace: millrace}
                spec:
                  template:
                    metadata: {annotations: {queue.sidecar.serving.knative.dev/cpu-resource-request: 5m}}
                    spec: {containers: [{image: "x:1", resources: {requests: {cpu: 30m, memory: 1Gi}}}]}
                """;

        Check fits = check(examine(wants), "room");
        assertThat(fits.verdict()).isEqualTo(Verdict.FINE);
        assertThat(fits.found())
                .isEqualTo(
                        "95m of CPU and 2048 MiB wanted with all awake, 100m of CPU and 8192 MiB not requested by others");

        Check small = check(examine(wants.replace("cpu: 60m", "cpu: 66m")), "room");
        assertThat(small.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(small.remedy()).contains("kubectl scale --replicas=0", "knative-eventing 1900m of CPU");
    }

    private void pod(String namespace, String name, String phase, String cpu) {
        cluster.put("""
                {apiVersion: v1, kind: Pod, metadata: {name: %s, namespace: %s}, status: {phase: %s},
                 spec: {containers: [{name: a, image: "x:1", resources: {requests: {cpu: %s}}}]}}""".formatted(name, namespace, phase, cpu));
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
        cluster.put(
                "{apiVersion: v1, kind: Node, metadata: {name: one}, status: {allocatable: {cpu: \"2\", memory: 8Gi}}}");
        controller("knative-serving", "controller");
        controller("knative-eventing", "eventing-controller");
        controller("knative-eventing", "mt-broker-controller");
        controller("knative-eventing", "imc-dispatcher");
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
