package io.millrace.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * All engines, alone and with each way of scaling and monitoring, rendered by one process: each in a namespace of its
 * own, by which the rendering is taken apart again.
 */
final class EngineCombinations {

    private static final List<String> ROLES = List.of("embedder", "reranker", "generator");

    private EngineCombinations() {}

    static List<EngineCombination> all() {
        return ROLES.stream()
                .flatMap(role -> engines(role).stream().flatMap(engine -> of(role, engine)))
                .toList();
    }

    /** What one combination renders to, a copy for each caller. */
    static Manifests rendered(EngineCombination combination) {
        Renderer.kustomize();
        Manifests all = Rendering.ALL;
        return new Manifests(all.objects().stream()
                        .filter(object ->
                                object.at("/metadata/namespace").asText().equals(combination.name()))
                        .toList())
                .copy();
    }

    /** The engine's folders of a role: those that are neither what engines share nor ways of scaling. */
    private static List<String> engines(String role) {
        try (Stream<Path> folders = Files.list(gpuServices().resolve(role))) {
            return folders.filter(folder -> Files.isRegularFile(folder.resolve("kustomization.yaml")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(folder -> !folder.equals("base"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<EngineCombination> of(String role, String engine) {
        Engine known = Engine.labelled(engine)
                .orElseThrow(
                        () -> new IllegalStateException("add the engine of " + role + "/" + engine + " to Engine"));
        Stream<List<String>> additions = known.needsGpu()
                ? Stream.of(
                        List.of(),
                        List.of(role + "/scaling/keda", "monitoring"),
                        List.of(role + "/scaling/prometheus-adapter", "monitoring"))
                // scaling/cpu is part of each
                : Stream.of(List.of(), List.of("monitoring"));
        return additions.map(more -> new EngineCombination(role, engine, more));
    }

    static Path gpuServices() {
        return Repository.root().resolve("gpu-services");
    }

    private static final class Rendering {
        private static final Manifests ALL = Renderer.kustomize().render(write());

        private Rendering() {}

        private static Path write() {
            Path folder = Repository.root().resolve("knative/manifests-test/target/engines");
            try {
                for (EngineCombination one : all()) {
                    Path own = Files.createDirectories(folder.resolve(one.name()));
                    List<String> resources = one.folders().stream()
                            .map(path ->
                                    own.relativize(gpuServices().resolve(path)).toString())
                            .toList();
                    write(own, "namespace: " + one.name() + "\n", resources);
                }
                write(folder, "", all().stream().map(EngineCombination::name).toList());
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void write(Path folder, String head, List<String> resources) throws IOException {
            StringBuilder text = new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")
                    .append(head)
                    .append("resources:\n");
            resources.forEach(resource -> text.append("  - ").append(resource).append('\n'));
            Files.writeString(folder.resolve("kustomization.yaml"), text);
        }
    }
}
