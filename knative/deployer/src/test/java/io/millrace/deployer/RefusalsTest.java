package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the cluster does not take: object, field and remedy are named, and nothing after it is applied. */
class RefusalsTest extends DeployerTestCase {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            403 | deployments.apps "embedder" is forbidden: exceeded quota: compute, requested: limits.cpu=8 | exceeded quota | ResourceQuota
            403 | pods "embedder" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true | violates PodSecurity | pod-security.kubernetes.io/enforce
            403 | deployments.apps is forbidden: User "jane" cannot patch resource "deployments" | cannot patch | kubectl auth can-i patch deployment
            403 | unable to create new content in namespace millrace because it is being terminated | terminated | wait until the namespace is gone
            400 | admission webhook "validation.webhook.serving.knative.dev" denied the request: validation failed: must not set the field(s): spec.template.spec.nodeSelector | spec.template.spec.nodeSelector | kubernetes.podspec-nodeselector: enabled
            403 | admission webhook "policy.example.org" denied the request: no images from there: spec.template | denied by policy.example.org | ask those who run that webhook
            500 | Internal error occurred: failed calling webhook "webhook.serving.knative.dev": connection refused | webhook.serving.knative.dev does not answer | kubectl get pods -A
            400 | failed to create typed patch object: .spec.tempalte: unknown field "spec.tempalte" | spec.tempalte: the cluster knows no such field | correct the overlay
            500 | failed to create typed patch object (millrace/embedder; apps/v1, Kind=Deployment): .spec.tempalte: field not declared in schema | spec.tempalte: the cluster knows no such field | correct the overlay
            422 | Deployment.apps "embedder" is invalid: spec.selector: field is immutable | immutable | kubectl delete deployment embedder -n millrace
            404 | namespaces "millrace" not found | not found | see whether its namespace is there
            """)
    void namesObjectFieldAndRemedy(int code, String message, String said, String remedy) {
        cluster.refuse("Deployment embedder", status(code, message, ""));

        DeployReport report = deploy(small());

        ObjectReport refused = of(report, "Deployment millrace/embedder");
        assertThat(refused.action()).isEqualTo(Action.REFUSED);
        assertThat(refused.reason()).contains(said, "Remedy: ", remedy);
        assertThat(report.succeeded()).isFalse();
        assertThat(this.said).anyMatch(line -> line.contains("Deployment millrace/embedder: refused"));
    }

    @Test
    void namesEachInvalidField() {
        cluster.refuse("Deployment embedder", status(422, "Deployment.apps is invalid", """
                        {"reason": "FieldValueInvalid", "field": "spec.replicas", "message": "Invalid value: -1: must be greater"},
                        {"reason": "FieldValueRequired", "field": "spec.template.spec.containers[0].name", "message": "Required value"}"""));

        assertThat(of(deploy(small()), "Deployment millrace/embedder").reason())
                .contains("spec.replicas: Invalid value: -1", "spec.template.spec.containers[0].name: Required value");
    }

    @Test
    void whatNeedsWhatFailedIsNotReached() {
        cluster.refuse("StatefulSet postgres", status(403, "exceeded quota: compute", ""));

        DeployReport report = deploy(small());

        assertThat(names(report, Action.SKIPPED))
                .contains("Knative Service millrace/embedding", "Broker millrace/millrace");
        assertThat(cluster.applied()).doesNotContain("Service embedding");
        assertThat(said).contains("nothing was pruned, since not everything is ready");
    }

    @Test
    void aFieldOfSomeoneElseIsNamedAndLeftAlone() {
        deploy(small());
        cluster.change(EMBEDDER, live -> {
            live.withObject("/spec").put("replicas", 5);
            return live;
        });
        cluster.ownedBy("keda-operator", EMBEDDER, "/spec/replicas");

        DeployReport report = deploy(small());

        assertThat(of(report, "Deployment millrace/embedder").reason())
                .isEqualTo("spec.replicas: 'keda-operator' keeps this field with another value."
                        + " Remedy: leave the field out of the overlay, or take it over with --force-conflicts");
        assertThat(live().at("/spec/replicas").asInt()).isEqualTo(5);

        assertThat(deployWithForce(small()).succeeded()).isTrue();
        assertThat(live().at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void aFieldThatAnAdmissionWroteInOurNameIsOurs() {
        deploy(small());
        cluster.change(EMBEDDER, live -> {
            live.withObject("/spec").put("replicas", 5);
            return live;
        });
        cluster.ownedBy("millrace", EMBEDDER, "/spec/replicas");

        assertThat(deploy(small()).succeeded()).isTrue();
    }

    @Test
    void whatKnativeAddsToAListDoesNotKeepItFromUs() {
        deploy(small());
        String path = "/apis/serving.knative.dev/v1/namespaces/millrace/services/embedding";
        cluster.change(path, live -> {
            ((ObjectNode) live.at("/spec/template/spec/containers/0"))
                    .putArray("env")
                    .addObject()
                    .put("name", "K_SINK");
            return live;
        });
        cluster.ownedBy("webhook", path, "/spec/template/spec/containers");

        DeployReport report = deploy(small().replace("embedding:1", "embedding:2"));

        assertThat(report.succeeded()).isTrue();
        assertThat(names(report, Action.CHANGED)).containsExactly("Knative Service millrace/embedding");
    }

    @Test
    void aTypeThatTheClusterLacksIsNamedBeforeAnythingIsDone() {
        cluster.lacks("eventing.knative.dev");

        DeployReport report = deploy(small());

        assertThat(names(report, Action.REFUSED))
                .containsExactly("Trigger millrace/chunks-prepared-embedding", "Broker millrace/millrace");
        assertThat(of(report, "Broker millrace/millrace").reason())
                .contains("the cluster has no Broker of eventing.knative.dev/v1", "install Knative Eventing 1.22");
        assertThat(report.problems()).containsExactly("nothing was applied, since the cluster lacks types");
        assertThat(cluster.applied()).isEmpty();
    }

    @Test
    void aFlagThatIsOffIsNamedBeforeAnythingIsDone() {
        cluster.put(FLAGS);

        DeployReport report = deploy(withClaim());

        assertThat(report.problems())
                .hasSize(2)
                .anyMatch(problem -> problem.contains("kubernetes.podspec-persistent-volume-claim is off")
                        && problem.contains(
                                "Knative Service millrace/embedding: spec.template.spec.volumes[c].persistentVolumeClaim")
                        && problem.contains("--cluster-admin"));
        assertThat(cluster.applied()).isEmpty();
    }

    @Test
    void anAdministratorSetsFlagsAndGivesThemBack() {
        cluster.put(FLAGS);
        node("one");

        assertThat(deployAsAdmin(withClaim()).succeeded()).isTrue();
        assertThat(flag("kubernetes.podspec-persistent-volume-claim")).isEqualTo("enabled");
        assertThat(said)
                .anyMatch(
                        line -> line.contains("~ data.kubernetes.podspec-persistent-volume-claim: disabled → enabled"));
        assertThat(deployAsAdmin(withClaim()).objects()).allMatch(object -> object.action() == Action.UNCHANGED);

        undeploy(true);

        assertThat(flag("kubernetes.podspec-persistent-volume-write")).isEmpty();
        assertThat(flag("multi-container")).isEqualTo("enabled");
    }

    static final String FLAGS = """
            {apiVersion: v1, kind: ConfigMap, metadata: {name: config-features, namespace: knative-serving},
             data: {multi-container: enabled, kubernetes.podspec-persistent-volume-claim: disabled}}""";

    private void node(String name) {
        cluster.put("{apiVersion: v1, kind: Node, metadata: {name: " + name + "}}");
    }

    private static String withClaim() {
        return small().replace("          image: dev.local/millrace/embedding:1\n", """
                          image: dev.local/millrace/embedding:1
                      volumes: [{name: c, persistentVolumeClaim: {claimName: model-catalog}}]
                """);
    }

    private String flag(String name) {
        ObjectNode map = cluster.get("/api/v1/namespaces/knative-serving/configmaps/config-features");
        return map == null ? "" : map.path("data").path(name).asText();
    }

    private ObjectNode live() {
        return java.util.Objects.requireNonNull(cluster.get(EMBEDDER));
    }

    private static String status(int code, String message, String causes) {
        return """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d, "message": "%s", "details": {"causes": [%s]}}""".formatted(code, message.replace("\"", "\\\""), causes);
    }
}
