package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The example of Secrets holds every one that some manifest names, with the keys that are asked for, and no other. */
final class SecretsExampleTest {

    /** Fields that name a Secret, wherever they stand. */
    private static final Set<String> REFERENCES = Set.of("secretRef", "secretKeyRef", "imagePullSecrets");

    private static final Set<String> NAMES = Set.of("secretName");

    private static Stream<ObjectNode> rendered() {
        Stream<Manifests> overlays = Combination.all().stream().map(Renderer::rendered);
        Stream<Manifests> platform = PlatformTest.alone().map(PlatformTest::rendered);
        Stream<Manifests> queue = Stream.of(SourceQueueTest.rendered());
        return Stream.of(overlays, platform, queue)
                .flatMap(manifests -> manifests)
                .flatMap(manifests -> manifests.objects().stream());
    }

    private static Map<String, Set<String>> example() throws IOException {
        return Manifests.parse(Files.readString(Repository.knative().resolve("platform/secrets.example.yaml")))
                .all("v1", "Secret")
                .collect(Collectors.toMap(
                        Manifests::name,
                        secret -> secret.path("stringData").properties().stream()
                                .map(Map.Entry::getKey)
                                .collect(Collectors.toSet())));
    }

    @Test
    void everySecretThatIsNamedIsThereAndNoOther() throws IOException {
        Set<String> named = new TreeSet<>();
        rendered().forEach(object -> collect(object, named));

        assertThat(example().keySet()).containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void everyKeyThatIsAskedForIsThere() throws IOException {
        Map<String, Set<String>> example = example();
        assertThat(rendered().flatMap(SecretsExampleTest::keyReferences))
                .isNotEmpty()
                .allSatisfy(ref -> assertThat(example.get(ref.path("name").asText()))
                        .contains(ref.path("key").asText()));
    }

    @Test
    void everyExampleIsReadStrictlyAndSaysThatItIsOne() throws IOException {
        Manifests example =
                Manifests.parse(Files.readString(Repository.knative().resolve("platform/secrets.example.yaml")));

        assertThat(new StrictModels().check(example)).isEmpty();
        assertThat(example.objects())
                .allSatisfy(secret -> assertThat(secret.path("stringData").toString())
                        .containsAnyOf("example", "\\\"keys\\\":[]", "registry.internal"));
    }

    private static void collect(JsonNode node, Set<String> names) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = field.getValue();
            if (NAMES.contains(field.getKey())) {
                names.add(value.asText());
            } else if (REFERENCES.contains(field.getKey())) {
                (value.isArray() ? Pod.items(value) : Stream.of(value))
                        .forEach(reference -> names.add(reference.path("name").asText()));
            } else if (field.getKey().equals("secret") && value.has("ref")) {
                names.add(value.at("/ref/name").asText());
            }
        }
        node.forEach(child -> collect(child, names));
    }

    private static Stream<JsonNode> keyReferences(JsonNode node) {
        return node.findValues("secretKeyRef").stream();
    }
}
