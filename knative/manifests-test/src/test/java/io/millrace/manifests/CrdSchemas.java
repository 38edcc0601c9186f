package io.millrace.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Judges custom resources by the schema of their CustomResourceDefinition, as an API server with strict field
 * validation does: a field that the schema lacks is refused, not pruned.
 */
final class CrdSchemas implements Rule {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Judged by {@link KubernetesSchemas}. */
    static final List<String> BUILT_IN = List.of(
            "v1",
            "apps/v1",
            "autoscaling/v2",
            "batch/v1",
            "networking.k8s.io/v1",
            "policy/v1",
            "rbac.authorization.k8s.io/v1",
            "storage.k8s.io/v1");

    private final Map<String, Schema> schemas = new HashMap<>();

    /** Those beside the checkout, read once; where they are missing, the test is skipped with the reason. */
    static CrdSchemas real() {
        Path definitions = Repository.definitions();
        Assumptions.assumeTrue(Files.isDirectory(definitions), definitions + " is missing: schemas not checked");
        return Real.SCHEMAS;
    }

    /** Reads every CustomResourceDefinition below the folder. */
    private CrdSchemas(Path folder) {
        YAMLMapper yaml = new YAMLMapper();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                    while (documents.hasNext()) {
                        register(documents.next(), registry);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void register(JsonNode definition, SchemaRegistry registry) {
        if (!definition.path("kind").asText().equals("CustomResourceDefinition")) {
            return;
        }
        String group = definition.at("/spec/group").asText();
        String kind = definition.at("/spec/names/kind").asText();
        Pod.items(definition.at("/spec/versions")).forEach(version -> {
            String key = group + "/" + version.path("name").asText() + " " + kind;
            if (version.at("/schema/openAPIV3Schema") instanceof ObjectNode schema) {
                schemas.put(key, registry.getSchema(StructuralSchema.strict(schema), InputFormat.JSON));
            }
        });
    }

    @Override
    public List<Finding> check(Manifests manifests) {
        List<Finding> findings = new ArrayList<>();
        for (ObjectNode object : manifests.objects()) {
            String apiVersion = object.path("apiVersion").asText();
            if (BUILT_IN.contains(apiVersion)) {
                continue;
            }
            String key = apiVersion + " " + object.path("kind").asText();
            Schema schema = schemas.get(key);
            if (schema == null) {
                findings.add(new Finding(Manifests.label(object), "no CustomResourceDefinition serves '" + key + "'"));
            } else {
                schema.validate(write(object), InputFormat.JSON)
                        .forEach(error -> findings.add(new Finding(
                                Manifests.label(object), error.getInstanceLocation() + ": " + error.getMessage())));
            }
        }
        return findings;
    }

    private static String write(ObjectNode object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Real {
        private static final CrdSchemas SCHEMAS = new CrdSchemas(Repository.definitions());

        private Real() {}
    }
}
