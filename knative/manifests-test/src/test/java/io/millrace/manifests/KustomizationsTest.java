package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each folder with a kustomization renders by itself (engines: {@link EngineCombinationsTest}), and no file beside it is forgotten. */
final class KustomizationsTest {

    private static final String FILE = "kustomization.yaml";
    private static final List<String> ROOTS =
            List.of("knative", "eventing/topology", "eventing/examples", "gpu-services");

    /** Rendered by one process with all others of their kind. */
    private static final List<String> ENGINES = List.of(
            "gpu-services/embedder",
            "gpu-services/reranker",
            "gpu-services/generator",
            "gpu-services/monitoring",
            "gpu-services/shared");

    /** Rendered by {@link OverlaysTest} and {@link PlatformTest}, alone or as part of an overlay. */
    private static final List<String> OVERLAYS = List.of("knative");

    static Stream<Path> renderedAlone() throws IOException {
        return kustomizations()
                .filter(folder ->
                        Stream.concat(ENGINES.stream(), OVERLAYS.stream()).noneMatch(folder::startsWith));
    }

    static Stream<Path> kustomizations() throws IOException {
        Path root = Repository.root();
        Set<Path> folders = new HashSet<>();
        for (String start : ROOTS) {
            try (Stream<Path> files = Files.walk(root.resolve(start))) {
                files.filter(file -> file.endsWith(FILE))
                        .map(Path::getParent)
                        .map(root::relativize)
                        .filter(folder -> !folder.toString().contains("src/test")
                                && !folder.toString().contains("target"))
                        .forEach(folders::add);
            }
        }
        return folders.stream().sorted();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("renderedAlone")
    void rendersByItself(Path folder) throws IOException {
        assertThat(Renderer.kustomize()
                        .render(Components.renderable(Repository.root().resolve(folder)))
                        .objects())
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kustomizations")
    void usesEveryFileBesideIt(Path folder) throws IOException {
        Path absolute = Repository.root().resolve(folder);
        Set<String> named = new HashSet<>();
        collectText(new YAMLMapper().readTree(absolute.resolve(FILE).toFile()), named);
        try (Stream<Path> files = Files.list(absolute)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file ->
                                    file.endsWith(".yaml") && !file.equals(FILE) && !file.endsWith(".example.yaml"))
                            .filter(file -> !named.contains(file)))
                    .as("files that %s/%s does not name", folder, FILE)
                    .isEmpty();
        }
    }

    private static void collectText(JsonNode node, Set<String> texts) {
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(child -> collectText(child, texts));
    }
}
