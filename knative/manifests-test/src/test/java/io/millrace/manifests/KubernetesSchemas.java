package io.millrace.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;

/**
 * Judges Kubernetes' own kinds by the schemas of its API, with unknown fields refused: required fields, enums and types, which fabric8's models leave open. They
 * come from the Python package kubernetes-validate, fetched once by pip.
 */
final class KubernetesSchemas implements Rule {

    private static final Path TOOL = Kustomize.TOOLS.resolve("kubernetes-validate");
    private static final String PACKAGE = "kubernetes-validate==1.37.0";
    private static final String WHEEL = "kubernetes_validate-1.37.0-py3-none-any.whl";
    private static final String FOLDER = "kubernetes_validate/kubernetes-json-schema/v1.34.0-local-strict/";

    /** The schemas name each other below this address; nothing is fetched from there. */
    private static final String BASE = "https://kubernetes.io/api/";

    private final ZipFile wheel;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new HashMap<>();

    private KubernetesSchemas(Path file) {
        try {
            wheel = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(this::read));
    }

    /** Read once; where they can't be had, the test is skipped with the reason. */
    static KubernetesSchemas real() {
        Path wheel = TOOL.resolve(WHEEL);
        if (!Files.isRegularFile(wheel)) {
            boolean fetched = Kustomize.onPath("python3")
                    && Kustomize.run(
                                    List.of(
                                            "python3",
                                            "-m",
                                            "pip",
                                            "download",
                                            "--quiet",
                                            "--no-deps",
                                            "--dest",
                                            TOOL.toString(),
                                            PACKAGE),
                                    Map.of(),
                                    120)
                            .succeeded();
            Assumptions.assumeTrue(fetched, "pip could not fetch " + PACKAGE + ": Kubernetes' schemas not checked");
        }
        return Real.SCHEMAS;
    }

    @Override
    public List<Finding> check(Manifests manifests) {
        return manifests.objects().stream()
                .filter(object ->
                        CrdSchemas.BUILT_IN.contains(object.path("apiVersion").asText()))
                .flatMap(this::check)
                .toList();
    }

    private Stream<Finding> check(ObjectNode object) {
        String[] parts = object.path("apiVersion").asText().split("/", 2);
        String group = parts.length == 1 ? "" : parts[0].split("\\.", 2)[0] + "-";
        String name =
                object.path("kind").asText().toLowerCase(Locale.ROOT) + "-" + group + parts[parts.length - 1] + ".json";
        return schemas
                .computeIfAbsent(name, file -> registry.getSchema(SchemaLocation.of(BASE + file)))
                .validate(object.toString(), InputFormat.JSON)
                .stream()
                .map(error ->
                        new Finding(Manifests.label(object), error.getInstanceLocation() + ": " + error.getMessage()));
    }

    private String read(String location) {
        ZipEntry entry = wheel.getEntry(FOLDER + location.substring(BASE.length()));
        if (entry == null) {
            throw new IllegalArgumentException("Kubernetes has no such kind: " + location);
        }
        try (InputStream in = wheel.getInputStream(entry)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Real {
        private static final KubernetesSchemas SCHEMAS = new KubernetesSchemas(TOOL.resolve(WHEEL));

        private Real() {}
    }
}
