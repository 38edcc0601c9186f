package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which flags the fields of a Knative Service need. */
class FeatureFlagsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nodeSelector: {a: b} | kubernetes.podspec-nodeselector
            securityContext: {fsGroup: 1} | kubernetes.podspec-securitycontext
            initContainers: [] | kubernetes.podspec-init-containers
            volumes: [{name: v, persistentVolumeClaim: {claimName: c, readOnly: true}}] | kubernetes.podspec-persistent-volume-claim
            volumes: [{name: v, persistentVolumeClaim: {claimName: c}}] | kubernetes.podspec-persistent-volume-claim,kubernetes.podspec-persistent-volume-write
            containers: [{name: f, env: [{name: E, valueFrom: {fieldRef: {fieldPath: p}}}]}] | kubernetes.podspec-fieldref
            volumes: [{name: v, emptyDir: {}}] | kubernetes.podspec-volumes-emptydir
            containers: [{name: f, securityContext: {runAsNonRoot: true}}] |
            """)
    void areFoundByField(String field, String flags) {
        Map<String, String> needed = FeatureFlags.needed(service(field));

        assertThat(String.join(",", needed.keySet())).isEqualTo(flags == null ? "" : flags);
        assertThat(needed.values()).allMatch(by -> by.startsWith("Knative Service n/a: spec.template.spec."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nodeSelector: {a: b} | Enabled | true
            nodeSelector: {a: b} | allowed | true
            nodeSelector: {a: b} | disabled | false
            nodeSelector: {a: b} | | false
            volumes: [{name: v, emptyDir: {}}] | | true
            volumes: [{name: v, emptyDir: {}}] | disabled | false
            volumes: [{name: v, persistentVolumeClaim: {claimName: c, readOnly: true}}] | allowed | false
            """)
    void areOnByTheirValue(String field, String value, boolean on) {
        Map<String, String> needed = FeatureFlags.needed(service(field));
        var data = FakeCluster.readYaml("{}");
        needed.keySet().forEach(flag -> data.put(flag, value == null ? "" : value));

        assertThat(FeatureFlags.missing(needed, data).isEmpty()).isEqualTo(on);
    }

    @Test
    void areFoundByAWebhooksPath() {
        assertThat(FeatureFlags.flagFor("spec.template.spec.containers[0].env[1].valueFrom.fieldRef"))
                .isEqualTo("kubernetes.podspec-fieldref");
        assertThat(FeatureFlags.flagFor("spec.template.spec.terminationGracePeriodSeconds"))
                .isEmpty();
    }

    private static List<DeclaredObject> service(String field) {
        return Manifests.parse(
                "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a, namespace: n}, spec: {template: {spec: {"
                        + field + "}}}}",
                "test");
    }
}
