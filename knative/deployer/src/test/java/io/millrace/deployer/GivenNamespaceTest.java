package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.deployer.ObjectReport.State;
import org.junit.jupiter.api.Test;

/** Deploying by the Role of the namespace, which may not change that: it is taken as its administrator has made it. */
class GivenNamespaceTest extends DeployerTestCase {

    private static final String NAMESPACE = "/api/v1/namespaces/millrace";
    private static final String NO_PATCH = """
            {"kind": "Status", "status": "Failure", "reason": "Forbidden", "code": 403,
             "message": "namespaces \\"millrace\\" is forbidden: User \\"jane\\" cannot patch resource \\"namespaces\\""}""";

    @Test
    void oneThatMayNotEvenBeSeenIsGivenAndEverythingElseIsApplied() {
        bound();
        cluster.forbid(NAMESPACE);

        DeployReport report = deploy(small());

        assertThat(report.succeeded()).as(report.toString()).isTrue();
        assertThat(names(report, Action.GIVEN)).containsExactly("Namespace millrace");
        assertThat(names(report, Action.CREATED)).hasSize(9);
        assertThat(said).anyMatch(line -> line.contains("Namespace millrace: given: it is its administrator's"));
        assertThat(names(dryRun(small()), Action.GIVEN)).containsExactly("Namespace millrace");
    }

    @Test
    void aSecondRunPrunesAndUndeployRemovesWhatIsInIt() {
        bound();
        cluster.forbid(NAMESPACE);
        cluster.forbid("/api/v1/namespaces");
        deploy(small());

        DeployReport again = deploy(small().replace("name: settings", "name: settings-2"));

        assertThat(again.succeeded()).as(again.toString()).isTrue();
        assertThat(names(again, Action.PRUNED)).containsExactly("ConfigMap millrace/settings");
        DeployReport gone = undeploy(true);
        assertThat(gone.succeeded()).as(gone.toString()).isTrue();
        assertThat(cluster.get(EMBEDDER)).isNull();
        assertThat(cluster.get(NAMESPACE)).isNotNull();
        assertThat(said).anyMatch(line -> line.contains("Namespace: you may not list those of the cluster"));
    }

    @Test
    void whatItsLabelsLackIsSaidToWhomeverMaySetThem() {
        bound();
        cluster.refuse("Namespace millrace", NO_PATCH);
        String strict = "metadata: {name: millrace, labels: {pod-security.kubernetes.io/enforce: restricted}}";

        DeployReport report =
                deploy(small().replace("kind: Namespace\nmetadata:\n  name: millrace", "kind: Namespace\n" + strict));

        ObjectReport namespace = of(report, "Namespace millrace");
        assertThat(namespace.state()).isEqualTo(State.READY);
        assertThat(namespace.reason())
                .contains(
                        "kubectl label --overwrite namespace millrace pod-security.kubernetes.io/enforce=restricted)");
        assertThat(report.succeeded()).isTrue();
    }

    @Test
    void oneThatIsNotThereIsForTheAdministratorToMake() {
        cluster.refuse("Namespace millrace", NO_PATCH);

        ObjectReport namespace = of(deploy(small()), "Namespace millrace");

        assertThat(namespace.action()).isEqualTo(Action.REFUSED);
        assertThat(namespace.reason())
                .contains("it is not there", "kubectl create namespace millrace", "knative/platform/access");
    }

    @Test
    void whereNothingMayBeReadNobodyKnowsWhetherItIsThere() {
        cluster.forbid(NAMESPACE);
        cluster.forbid(NAMESPACE + "/configmaps/millrace-deployment");

        DeployReport report = deploy(small());

        assertThat(of(report, "Namespace millrace").reason())
                .contains("it may not be there", "have the cluster's administrator make it");
        assertThat(cluster.applied()).isEmpty();
    }

    /** By the administrator, without a label. */
    private void bound() {
        cluster.put("{apiVersion: v1, kind: Namespace, metadata: {name: millrace}}");
    }
}
