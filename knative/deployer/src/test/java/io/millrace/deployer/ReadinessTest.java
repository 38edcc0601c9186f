package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.deployer.ObjectReport.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Waiting: until it is ready, or until the time is over, with the reason and the remedy. */
class ReadinessTest extends DeployerTestCase {

    private static final String SERVICE = "/apis/serving.knative.dev/v1/namespaces/millrace/services/embedding";

    @Test
    void waitsUntilTheLastIsReady() {
        embedderWithoutPods();
        whileWaiting = () -> {
            if (pace.passed().toSeconds() >= 20) {
                cluster.change(EMBEDDER, Controllers::settle);
            }
        };

        DeployReport report = deploy(small());

        assertThat(report.succeeded()).isTrue();
        assertThat(pace.passed()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(22));
        assertThat(said)
                .contains(
                        "  Deployment millrace/embedder: 0 of 1 pods are ready",
                        "  Deployment millrace/embedder: ready",
                        "  3 of 4 ready");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            waiting: {reason: ImagePullBackOff, message: not found} | image dev.local/x:1: ImagePullBackOff: not found | ctr -n k8s.io images import | FAILED
            waiting: {reason: CreateContainerConfigError, message: secret "millrace" not found} | secret "millrace" not found | make the Secret | FAILED
            waiting: {reason: CrashLoopBackOff, message: back-off 10s} | CrashLoopBackOff | kubectl logs -n millrace embedder-1 -c engine --previous | WAITING
            terminated: {exitCode: 137, reason: OOMKilled} | more memory than its limit | raise its memory limit | WAITING
            terminated: {exitCode: 3} | ends with exit code 3, 4 times started again | kubectl logs | WAITING
            """)
    void saysWhatIsWrongWithAPod(String state, String message, String remedy, State end) {
        embedderWithoutPods();
        cluster.put("""
                apiVersion: v1
                kind: Pod
                metadata: {name: embedder-1, namespace: millrace, labels: {app: embedder}}
                status:
                  containerStatuses: [{name: engine, image: "dev.local/x:1", restartCount: 4, ready: false, state: {%s}}]
                """.formatted(state));

        DeployReport report = deploy(small());

        ObjectReport embedder = of(report, "Deployment millrace/embedder");
        assertThat(embedder.state()).isEqualTo(end);
        assertThat(embedder.reason()).contains("pod embedder-1", message, "Remedy: ", remedy);
        assertThat(pace.passed().toSeconds())
                .isBetween(end == State.FAILED ? 60L : 91L, end == State.FAILED ? 62L : 94L);
        assertThat(report.succeeded()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0/1 nodes are available: 1 Insufficient cpu | lower requests
            0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims | --cluster-admin
            0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector | GPU operator
            0/1 nodes are available: 1 node(s) had untolerated taint {a: b} | tolerate the taint
            """)
    void saysWhyAPodHasNoNode(String message, String remedy) {
        embedderWithoutPods();
        cluster.put("""
                apiVersion: v1
                kind: Pod
                metadata: {name: embedder-1, namespace: millrace, labels: {app: embedder}}
                status:
                  conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: "%s"}]
                """.formatted(message));

        assertThat(of(deploy(small()), "Deployment millrace/embedder").reason())
                .contains("pod embedder-1 has no node: " + message, "Remedy: ", remedy);
    }

    @Test
    void saysHowAPolicyThatStopsItsOwnSendersIsUndone() {
        cluster.controllers(object -> object.path("kind").asText().equals("Trigger")
                ? Controllers.condition(
                        object, "Ready", "False", "EventPoliciesNotReady", "event policies broker are not ready")
                : Controllers.settle(object));

        assertThat(of(deploy(small()), "Trigger millrace/chunks-prepared-embedding")
                        .reason())
                .contains("event policies broker are not ready", "Remedy: ", "kubectl delete eventpolicy -n millrace");
    }

    @Test
    void saysWhatKeepsPodsFromBeingMade() {
        embedderWithoutPods();
        cluster.put("""
                apiVersion: v1
                kind: Event
                metadata: {name: e, namespace: millrace}
                reason: FailedCreate
                message: 'pods "embedder-abc" is forbidden: exceeded quota: compute'
                involvedObject: {kind: ReplicaSet, name: embedder-abc, namespace: millrace}
                """);

        assertThat(of(deploy(small()), "Deployment millrace/embedder").reason())
                .contains("exceeded quota: compute", "raise the ResourceQuota");
    }

    @Test
    void whatKeptPodsFromBeingMadeIsForgottenOnceTheyAreThere() {
        embedderWithoutPods();
        cluster.put("""
                apiVersion: v1
                kind: Event
                metadata: {name: e, namespace: millrace}
                reason: FailedCreate
                message: 'pods "embedder-abc" is forbidden: exceeded quota: compute'
                involvedObject: {kind: ReplicaSet, name: embedder-abc, namespace: millrace}
                """);
        cluster.put("""
                apiVersion: v1
                kind: Pod
                metadata: {name: embedder-1, namespace: millrace, labels: {app: embedder}}
                status:
                  containerStatuses: [{name: engine, restartCount: 0, ready: false, state: {running: {}}}]
                """);

        assertThat(of(deploy(small()), "Deployment millrace/embedder").reason())
                .isEqualTo("pod embedder-1, container engine: starts");
    }

    @Test
    void aKnativeServiceIsExplainedByItsRevision() {
        cluster.controllers(object -> {
            ObjectNode settled = Controllers.settle(object);
            if (ObjectName.of(object).toString().equals("Knative Service millrace/embedding")) {
                Controllers.condition(settled, "Ready", "False", "RevisionMissing", "Configuration is waiting");
                settled.withObject("/status").put("latestCreatedRevisionName", "embedding-00001");
            }
            return settled;
        });
        cluster.put("""
                apiVersion: serving.knative.dev/v1
                kind: Revision
                metadata: {name: embedding-00001, namespace: millrace}
                status:
                  conditions: [{type: Ready, status: "False", reason: ContainerMissing, message: "Unable to fetch image \\"registry/x\\""}]
                """);

        assertThat(of(deploy(small()), "Knative Service millrace/embedding").reason())
                .contains("ContainerMissing: Unable to fetch image", "Remedy: ", "dev.local");
    }

    @Test
    void aBrokerThatNobodyServesIsExplained() {
        cluster.controllers(
                object -> ObjectName.of(object).kind().equals("Broker") ? object : Controllers.settle(object));

        assertThat(of(deploy(small()), "Broker millrace/millrace").reason())
                .contains("eventing.knative.dev/broker.class", "millrace doctor");
    }

    @Test
    void anOldStatusSaysNothingOfAChange() {
        ObjectNode live = FakeCluster.readYaml("""
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: a, namespace: n, generation: 2}
                status: {observedGeneration: 1, conditions: [{type: Ready, status: "True"}]}
                """);
        assertThat(Readiness.missing(live)).contains("the cluster has not seen it yet");
        live.withObject("/status").put("observedGeneration", 2);
        assertThat(Readiness.missing(live)).isEmpty();
    }

    @Test
    void whatSomeoneRemovesMeanwhileIsNotReady() {
        embedderWithoutPods();
        whileWaiting = () -> cluster.client()
                .apps()
                .deployments()
                .inNamespace("millrace")
                .withName("embedder")
                .delete();

        assertThat(of(deploy(small()), "Deployment millrace/embedder").reason()).contains("is gone");
        assertThat(cluster.get(SERVICE)).isNotNull();
    }

    private void embedderWithoutPods() {
        cluster.controllers(object -> ObjectName.of(object).name().equals("embedder")
                ? Controllers.pods(object, 0)
                : Controllers.settle(object));
    }
}
