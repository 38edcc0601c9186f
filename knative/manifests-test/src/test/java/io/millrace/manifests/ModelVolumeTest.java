package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog's volume on each kind of shared storage, and the Job that alone writes to it. */
final class ModelVolumeTest {

    private static final Path VOLUME = Repository.root().resolve("gpu-services/volume");

    private static final JsonMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new WithoutAnySetter())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "portworx", "cephfs", "efs"})
    void theClaimIsOfTheComponentsClass(String storage) throws IOException {
        Manifests manifests = Renderer.kustomize()
                .render(Components.over(
                        VOLUME, List.of(VOLUME.resolve("components").resolve(storage)), ""));
        Manifests engines = Renderer.kustomize()
                .render(Components.over(
                        EngineCombinations.gpuServices().resolve("generator/triton"),
                        List.of(VOLUME.resolve("components").resolve(storage)),
                        ""));

        JsonNode claim =
                manifests.find("v1", "PersistentVolumeClaim", "model-catalog").orElseThrow();
        String name = claim.at("/spec/storageClassName").asText();
        assertThat(name).isEqualTo("millrace-models-" + storage);
        assertThat(engines.find("v1", "PersistentVolumeClaim", "tensorrt-engines")
                        .orElseThrow()
                        .at("/spec/storageClassName")
                        .asText())
                .isEqualTo(name);
        assertThat(claim.at("/spec/accessModes/0").asText()).isEqualTo("ReadWriteMany");
        ObjectNode storageClass =
                manifests.find("storage.k8s.io/v1", "StorageClass", name).orElseThrow();
        assertThat(STRICT.treeToValue(storageClass, StorageClass.class).getReclaimPolicy())
                .isEqualTo("Retain");
        // A number or a boolean is refused by the API server: parameters are strings.
        assertThat(storageClass.path("parameters").properties())
                .isNotEmpty()
                .allMatch(parameter -> parameter.getValue().isTextual());
    }

    @Test
    void theLoaderIsOneWriterThatGoesOnWhereItWas() throws IOException {
        ObjectNode job = job();
        Job typed = STRICT.treeToValue(job, Job.class);

        assertThat(typed.getSpec().getParallelism()).isEqualTo(1);
        assertThat(typed.getSpec().getCompletions()).isEqualTo(1);
        assertThat(typed.getSpec().getTemplate().getSpec().getRestartPolicy()).isEqualTo("OnFailure");
        JsonNode pod = job.at("/spec/template/spec");
        assertThat(pod.at("/volumes/0/persistentVolumeClaim/claimName").asText())
                .isEqualTo("model-catalog");
        assertThat(pod.at("/volumes/0/persistentVolumeClaim/readOnly").isMissingNode())
                .isTrue();
        assertThat(pod.at("/containers/0/volumeMounts/0/mountPath").asText()).isEqualTo("/catalog");
        assertThat(pod.at("/containers/0/args").toString()).isEqualTo("[\"models\",\"pull\",\"--json\",\"$(MODELS)\"]");
    }

    static Stream<Rule> rulesOfPods() {
        return Stream.of(new RestrictedPods(), new PinnedImages(true), new ResourceLimits(), new SecretsByReference());
    }

    @ParameterizedTest
    @MethodSource("rulesOfPods")
    void theLoadersPodIsHeldToTheRulesOfAllPods(Rule rule) {
        ObjectNode deployment = job();
        deployment.put("apiVersion", "apps/v1").put("kind", "Deployment");

        assertThat(rule.check(new Manifests(List.of(deployment)))).isEmpty();
    }

    @Test
    void theLoaderPullsWhatTheFunctionsAskForAndEnginesCanRun() throws IOException {
        Map<String, Set<String>> engines = enginesByModel();
        List<String> models = List.of(loader().all("v1", "ConfigMap")
                .findFirst()
                .orElseThrow()
                .at("/data/MODELS")
                .asText()
                .split(","));

        Map<String, String> settings = FunctionSettings.all(Renderer.overlay());
        assertThat(models).contains(settings.get("MILLRACE_EMBEDDER_MODEL"), settings.get("MILLRACE_GENERATOR_MODEL"));
        assertThat(models)
                .allSatisfy(model ->
                        assertThat(engines.get(model)).as(model).isNotNull().containsAnyOf("tei", "vllm"));
    }

    /** The claim of an overlay's servers has a writer in that overlay, which brings what its functions ask for. */
    @ParameterizedTest
    @ValueSource(strings = {"laptop", "production", "airgapped"})
    void eachOverlayBringsTheModelsThatItsServersWaitFor(String overlay) {
        Manifests rendered = Renderer.rendered(new Combination(overlay, Combination.NAMESPACE, List.of()));
        Map<String, String> settings = FunctionSettings.all(rendered);
        Set<String> wanted = Stream.of("EMBEDDER", "GENERATOR")
                .flatMap(role -> Stream.ofNullable(settings.get("MILLRACE_" + role + "_MODEL")))
                .collect(Collectors.toSet());
        JsonNode pod =
                rendered.find("batch/v1", "Job", "model-loader").orElseThrow().at("/spec/template/spec");
        List<List<String>> commands = Stream.of("initContainers", "containers")
                .flatMap(list -> Pod.items(pod.path(list)))
                .map(container ->
                        Pod.items(container.path("args")).map(JsonNode::asText).toList())
                .toList();

        if (overlay.equals("airgapped")) {
            assertThat(commands)
                    .containsExactlyInAnyOrderElementsOf(wanted.stream()
                            .map(model -> List.of("models", "import", "--json", model, "/carried/" + model))
                            .toList());
        } else {
            assertThat(commands).containsExactly(List.of("models", "pull", "--json", "$(MODELS)"));
            assertThat(rendered.all("v1", "ConfigMap")
                            .filter(map -> Manifests.name(map).startsWith("model-loader-"))
                            .map(map -> map.at("/data/MODELS").asText()))
                    .singleElement()
                    .satisfies(
                            models -> assertThat(List.of(models.split(",", -1))).containsAll(wanted));
        }
    }

    private static Map<String, Set<String>> enginesByModel() throws IOException {
        JsonNode catalog = new YAMLMapper()
                .readTree(Repository.root()
                        .resolve("gpu-services/catalog/src/main/resources/io/millrace/catalog/catalog.yaml")
                        .toFile());
        return Pod.items(catalog.path("models"))
                .collect(Collectors.toMap(
                        model -> model.path("id").asText(),
                        model -> model.path("engines").properties().stream()
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet())));
    }

    private static Manifests loader() {
        return Renderer.kustomize().render(VOLUME.resolve("loader"));
    }

    private static ObjectNode job() {
        return loader().find("batch/v1", "Job", "model-loader").orElseThrow();
    }

    private static final class WithoutAnySetter extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return Boolean.FALSE;
        }
    }
}
