package io.millrace.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kustomize components: they don't render by themselves, only over what they patch. */
final class Components {

    private static final String FILE = "kustomization.yaml";

    private Components() {}

    /** The folder itself, or for a component a new one that lays it over the nearest folder above that is a kustomization. */
    static Path renderable(Path folder) throws IOException {
        return isComponent(folder) ? over(baseAbove(folder), List.of(folder), "") : folder;
    }

    /** A new folder below {@code target} that renders {@code base} with these components, in another namespace where one is given. */
    static Path over(Path base, List<Path> components, String namespace) throws IOException {
        Path target = Files.createDirectories(Repository.root().resolve("knative/manifests-test/target/components"));
        Path folder = Files.createTempDirectory(target, base.getFileName() + "-");
        StringBuilder yaml = new StringBuilder("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
                + (namespace.isEmpty() ? "" : "namespace: " + namespace + "\n") + "resources:\n  - "
                + folder.relativize(base) + "\ncomponents:\n");
        components.forEach(component ->
                yaml.append("  - ").append(folder.relativize(component)).append('\n'));
        Files.writeString(folder.resolve(FILE), yaml);
        return folder;
    }

    static boolean isComponent(Path folder) throws IOException {
        JsonNode kustomization = new YAMLMapper().readTree(folder.resolve(FILE).toFile());
        return kustomization.path("kind").asText().equals("Component");
    }

    private static Path baseAbove(Path component) throws IOException {
        for (Path above = component.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above.resolve(FILE)) && !isComponent(above)) {
                return above;
            }
        }
        throw new IllegalStateException(
                "no folder above " + component + " is a kustomization that it could be laid over");
    }
}
