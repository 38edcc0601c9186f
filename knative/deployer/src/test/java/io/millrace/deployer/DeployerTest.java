package io.millrace.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.deployer.ObjectReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Deploying where all goes well: first, again, changed, pruned, only asked. */
class DeployerTest extends DeployerTestCase {

    private static final String PARENT = "/api/v1/namespaces/millrace/configmaps/millrace-deployment";

    @Test
    void appliesWhatIsNeededBeforeWhatNeedsIt() {
        DeployReport report = deploy(small());

        assertThat(report.succeeded()).isTrue();
        assertThat(report.objects()).hasSize(10).allMatch(object -> object.action() == Action.CREATED);
        assertThat(allReady(report)).isTrue();
        assertThat(cluster.applied())
                .containsExactly(
                        "Namespace millrace",
                        "ConfigMap millrace-deployment",
                        "ConfigMap settings",
                        "PersistentVolumeClaim model-catalog",
                        "StatefulSet postgres",
                        "Broker millrace",
                        "SinkBinding embedding",
                        "Deployment embedder",
                        "Service embedding",
                        "Trigger chunks-prepared-embedding",
                        "PingSource nightly-reindex");
    }

    @Test
    void nothingThatSendsIsMadeBeforeTheBrokerAndItsBindingsAreKnown() {
        String broker = "/apis/eventing.knative.dev/v1/namespaces/millrace/brokers/millrace";
        cluster.controllers(object -> switch (object.path("kind").asText()) {
            case "Broker" -> Controllers.condition(object, "Ready", "Unknown", "", "");
            case "SinkBinding" ->
                Controllers.condition(
                        object, "Ready", "False", "SubjectMissing", "services.serving.knative.dev not found");
            default -> Controllers.settle(object);
        });
        List<List<String>> applied = new ArrayList<>();
        whileWaiting = () -> {
            applied.add(List.copyOf(cluster.applied()));
            cluster.change(
                    applied.size() < 3
                            ? broker
                            : "/apis/sources.knative.dev/v1/namespaces/millrace/sinkbindings/embedding",
                    object -> Controllers.condition(object, "Ready", "True", "", ""));
        };

        assertThat(allReady(deploy(small()))).isTrue();

        assertThat(applied.getFirst()).endsWith("Broker millrace", "SinkBinding embedding");
        assertThat(applied.getLast()).contains("Service embedding");
    }

    @Test
    void whoMaySendIsSaidOnceEachSenderHasAnIdentity() {
        String trigger = "/apis/eventing.knative.dev/v1/namespaces/millrace/triggers/chunks-prepared-embedding";
        cluster.controllers(object -> object.path("kind").asText().equals("Trigger")
                ? Controllers.condition(object, "Ready", "Unknown", "", "")
                : Controllers.settle(object));
        List<List<String>> applied = new ArrayList<>();
        whileWaiting = () -> {
            applied.add(List.copyOf(cluster.applied()));
            cluster.change(trigger, object -> Controllers.condition(object, "Ready", "True", "", ""));
        };

        DeployReport report = deploy(small() + """
                ---
                apiVersion: eventing.knative.dev/v1alpha1
                kind: EventPolicy
                metadata: {name: broker, namespace: millrace}
                spec: {}
                """);

        assertThat(report.succeeded()).isTrue();
        assertThat(applied.getFirst())
                .contains("Trigger chunks-prepared-embedding", "PingSource nightly-reindex")
                .doesNotContain("EventPolicy broker");
        assertThat(cluster.applied()).endsWith("EventPolicy broker");
    }

    @Test
    void whoTakesDeadLettersIsMadeBeforeTheOthersSinceTheBrokerWaitsForIt() {
        String broker = "metadata:\n  name: millrace\n  namespace: millrace\nspec: {}\n";
        String letters = small().replace(broker, broker.replace("spec: {}", """
                        spec:
                          delivery:
                            deadLetterSink:
                              ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: letters}""")) + """
                ---
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: letters, namespace: millrace}
                spec: {template: {spec: {containers: [{image: "x:1"}]}}}
                """;

        assertThat(deploy(letters).succeeded()).isTrue();

        assertThat(cluster.applied())
                .containsSubsequence(
                        "Broker millrace",
                        "SinkBinding embedding",
                        "Service letters",
                        "Deployment embedder",
                        "Service embedding",
                        "Trigger chunks-prepared-embedding");
    }

    private static final String LOADER = """
            ---
            apiVersion: batch/v1
            kind: Job
            metadata: {name: loader, namespace: millrace, labels: {app: loader}}
            ---
            apiVersion: sources.knative.dev/v1
            kind: SinkBinding
            metadata: {name: loader, namespace: millrace}
            spec: {subject: {apiVersion: batch/v1, kind: Job, selector: {matchLabels: {app: loader}}}}
            """;

    @Test
    void aJobThatIsToldWhereToSendComesAfterItsBindingAndBeforeWhatRuns() {
        cluster.controllers(object ->
                object.at("/spec/subject/kind").asText().equals("Job") ? ofJobs(object) : Controllers.settle(object));

        DeployReport report = deploy(small() + LOADER);

        assertThat(report.succeeded()).as(report.toString()).isTrue();
        assertThat(cluster.applied())
                .containsSubsequence(
                        "StatefulSet postgres",
                        "Broker millrace",
                        "SinkBinding loader",
                        "Job loader",
                        "SinkBinding embedding",
                        "Deployment embedder");
    }

    /** As Knative leaves it beside a Job that was there before: bound to nobody, but it knows where to send. */
    private static ObjectNode ofJobs(ObjectNode binding) {
        Controllers.condition(binding, "Ready", "False", "BindingFailed", "field is immutable")
                .withArray("/status/conditions")
                .addObject()
                .put("type", "SinkProvided")
                .put("status", "True");
        return binding;
    }

    @Test
    void keepsAnApplySet() {
        deploy(small());

        ObjectNode parent = Objects.requireNonNull(cluster.get(PARENT));
        assertThat(parent.at("/metadata/labels/applyset.kubernetes.io~1id").asText())
                .isEqualTo(Inventory.id("millrace"))
                .matches("applyset-[A-Za-z0-9_-]{43}-v1");
        assertThat(parent.at("/metadata/annotations/applyset.kubernetes.io~1contains-group-kinds")
                        .asText())
                .contains("Deployment.apps", "Service.serving.knative.dev", "ConfigMap,");
        assertThat(Objects.requireNonNull(cluster.get(EMBEDDER))
                        .at("/metadata/labels/applyset.kubernetes.io~1part-of")
                        .asText())
                .isEqualTo(Inventory.id("millrace"));
    }

    @Test
    void aSecondRunChangesNothing() {
        deploy(small());
        cluster.applied().clear();

        DeployReport again = deploy(small());

        assertThat(again.succeeded()).isTrue();
        assertThat(again.objects()).allMatch(object -> object.action() == Action.UNCHANGED);
        assertThat(cluster.applied()).isEmpty();
    }

    @Test
    void changesAndPrunes() {
        deploy(small());
        String changed = small().replace("dev.local/millrace/model-server:1", "dev.local/millrace/model-server:2")
                .replace("name: settings", "name: settings-2");

        DeployReport report = deploy(changed);

        assertThat(report.succeeded()).isTrue();
        assertThat(names(report, Action.CHANGED)).containsExactly("Deployment millrace/embedder");
        assertThat(of(report, "Deployment millrace/embedder").differences())
                .extracting(FieldDifference::toString)
                .containsExactly(
                        "~ spec.template.spec.containers[engine].image: dev.local/millrace/model-server:1 → dev.local/millrace/model-server:2");
        assertThat(names(report, Action.CREATED)).containsExactly("ConfigMap millrace/settings-2");
        assertThat(names(report, Action.PRUNED)).containsExactly("ConfigMap millrace/settings");
        assertThat(of(report, "ConfigMap millrace/settings").state()).isEqualTo(State.GONE);
        assertThat(cluster.get("/api/v1/namespaces/millrace/configmaps/settings"))
                .isNull();
    }

    @Test
    void aFieldThatIsNoLongerDeclaredGoes() {
        deploy(small());

        DeployReport report = deploy(small().replace("  MILLRACE_STORE: pgvector", "  OTHER: value"));

        assertThat(of(report, "ConfigMap millrace/settings").differences())
                .extracting(FieldDifference::toString)
                .containsExactly("- data.MILLRACE_STORE: pgvector", "+ data.OTHER: value");
    }

    @Test
    void neverPrunesWhatHoldsData() {
        deploy(small());

        DeployReport report = deploy(small().replace("name: model-catalog", "name: other-catalog"));

        ObjectReport kept = of(report, "PersistentVolumeClaim millrace/model-catalog");
        assertThat(kept.action()).isEqualTo(Action.KEPT);
        assertThat(kept.reason()).contains("kubectl delete persistentvolumeclaim model-catalog -n millrace");
        assertThat(report.succeeded()).isTrue();
    }

    @Test
    void prunesOnlyWhatIsItsOwn() {
        deploy(small());
        cluster.put("""
                {apiVersion: v1, kind: ConfigMap, metadata: {name: foreign, namespace: millrace}}""");
        // As Knative does, with all labels of the Service that it makes it for.
        cluster.put("""
                {apiVersion: v1, kind: ConfigMap, metadata: {name: made, namespace: millrace, labels: {applyset.kubernetes.io/part-of: ID},
                  ownerReferences: [{apiVersion: serving.knative.dev/v1, kind: Route, name: answering, uid: u, controller: true}]}}""".replace("ID", Inventory.id("millrace")));

        assertThat(names(deploy(small()), Action.PRUNED)).isEmpty();
        assertThat(cluster.get("/api/v1/namespaces/millrace/configmaps/foreign"))
                .isNotNull();
    }

    @Test
    void aDryRunTellsAndChangesNothing() {
        deploy(small());
        cluster.applied().clear();
        String changed = small().replace("replicas: 1", "replicas: 2").replace("name: settings", "name: settings-2");

        DeployReport report = dryRun(changed);

        assertThat(names(report, Action.CHANGED))
                .containsExactly("StatefulSet millrace/postgres", "Deployment millrace/embedder");
        assertThat(names(report, Action.CREATED)).containsExactly("ConfigMap millrace/settings-2");
        assertThat(names(report, Action.PRUNED)).containsExactly("ConfigMap millrace/settings");
        assertThat(cluster.applied()).isEmpty();
        assertThat(cluster.get("/api/v1/namespaces/millrace/configmaps/settings"))
                .isNotNull();
    }

    @Test
    void aDryRunOnAnEmptyClusterNeedsNoNamespace() {
        DeployReport report = dryRun(small());

        assertThat(report.succeeded()).isTrue();
        assertThat(names(report, Action.CREATED)).hasSize(10);
        assertThat(cluster.get("/api/v1/namespaces/millrace")).isNull();
    }

    @Test
    void valuesOfSecretsAreNotShown() {
        String secret =
                "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: millrace}, stringData: {password: VALUE}}";
        deploy(small() + "---\n" + secret.replace("VALUE", "first"));

        DeployReport report = dryRun(small() + "---\n" + secret.replace("VALUE", "second"));

        assertThat(of(report, "Secret millrace/s").differences())
                .extracting(FieldDifference::toString)
                .containsExactly("~ stringData.password: (not shown) → (not shown)");
    }

    @Test
    void aJobThatCanNotBeChangedIsMadeAnew() {
        String job =
                "---\n{apiVersion: batch/v1, kind: Job, metadata: {name: loader, namespace: millrace}, spec: {parallelism: N}}";
        deploy(small() + job.replace("N", "1"));
        cluster.refuse("Job loader", """
                {"kind": "Status", "status": "Failure", "reason": "Invalid", "code": 422, "message": "Job.batch \\"loader\\" is invalid",
                 "details": {"causes": [{"reason": "FieldValueInvalid", "field": "spec.template", "message": "Invalid value: field is immutable"}]}}""");
        // The refusal ends with the old Job.
        cluster.onDelete("/apis/batch/v1/namespaces/millrace/jobs/loader", () -> cluster.accept("Job loader"));

        DeployReport report = deploy(small() + job.replace("N", "2"));

        assertThat(names(report, Action.REPLACED)).containsExactly("Job millrace/loader");
        assertThat(report.succeeded()).isTrue();
    }

    @Test
    void objectsInSeveralNamespacesNeedAHome() {
        String twice = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: one}}\n---\n"
                + "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: two}}";

        assertThatThrownBy(() -> deploy(twice))
                .isInstanceOf(DeployFailure.class)
                .hasMessageContaining("--namespace")
                .hasMessageContaining("[one, two]");
    }

    @Test
    void aNamespaceThatIsNotThereIsNamed() {
        DeployReport report = deploy("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: nowhere}}");

        assertThat(report.succeeded()).isFalse();
        assertThat(report.problems())
                .singleElement()
                .asString()
                .contains("no namespace nowhere", "kubectl create namespace");
        assertThat(names(report, Action.SKIPPED)).containsExactly("ConfigMap nowhere/a");
    }

    @Test
    void settingsThatNobodyMakesAreNamedBeforeAnythingIsApplied() {
        String settings = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: kept-28tcg9bg5b, namespace: millrace}
                """;
        String pods = """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly, namespace: millrace}
                spec:
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          containers:
                            - name: one
                              envFrom: [{configMapRef: {name: kept}}, {configMapRef: {name: any, optional: true}}]
                          volumes: [{name: two, projected: {sources: [{configMap: {name: scripts}}]}}]
                """;

        DeployReport report = deploy(small() + "---\n" + pods + "---\n" + settings);

        assertThat(report.succeeded()).isFalse();
        assertThat(report.objects())
                .extracting(ObjectReport::reason)
                .containsExactlyInAnyOrder(
                        "spec.jobTemplate.spec.template.spec: names ConfigMap millrace/kept, which is neither declared nor there. "
                                + "Remedy: the overlay has it as kept-28tcg9bg5b: say 'namespace: millrace' in its kustomization.yaml",
                        "spec.jobTemplate.spec.template.spec: names ConfigMap millrace/scripts, which is neither declared nor there. "
                                + "Remedy: declare it in the overlay, or make it before deploying");
        assertThat(cluster.applied()).isEmpty();
    }

    @Test
    void readsOnlyObjects() {
        for (String bad : List.of("- a", "kind: Service", "a: [", "{}", "", small() + "---\n" + small())) {
            assertThatThrownBy(() -> Manifests.parse(bad, "file.yaml"))
                    .as(bad)
                    .isInstanceOf(DeployFailure.class)
                    .hasMessageStartingWith("file.yaml ");
        }
        assertThat(Manifests.parse(
                        "{kind: List, apiVersion: v1, items: [{apiVersion: v1, kind: Secret, metadata: {name: a}}]}",
                        "f"))
                .extracting(DeclaredObject::toString)
                .containsExactly("Secret a");
    }
}
