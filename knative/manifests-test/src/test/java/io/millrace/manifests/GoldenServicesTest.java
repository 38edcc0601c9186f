package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.contracts.FunctionContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each function's Service as the API server gets it, beside the test's resources: what a change of a base, a component or a patch does to it is seen in the
 * difference. What is rendered now is left below {@code target/golden}, to be looked at and copied.
 */
final class GoldenServicesTest {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES, YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER, YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private static final Path MODULE = Repository.knative().resolve("manifests-test");
    private static final Path GOLDEN = MODULE.resolve("src/test/resources/GoldenServicesTest");
    private static final List<Combination> OVERLAYS = List.of(Combination.LAPTOP, Combination.PRODUCTION);

    static Stream<Arguments> services() {
        return OVERLAYS.stream()
                .flatMap(overlay ->
                        FunctionContract.ALL.stream().map(contract -> Arguments.of(overlay, contract.name())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("services")
    void isAsItIsWrittenDown(Combination overlay, String function) throws IOException {
        ObjectNode service = Renderer.rendered(overlay)
                .find(Manifests.SERVING, "Service", function)
                .orElseThrow();
        String text = write(service);
        Path now = MODULE.resolve("target/golden").resolve(overlay.overlay()).resolve(function + ".yaml");
        Files.createDirectories(now.getParent());
        Files.writeString(now, text);

        assertThat(text)
                .as("the Service as rendered, also in %s", now)
                .isEqualTo(Files.readString(golden(overlay, function)));
    }

    @Test
    void everyFileIsOfAService() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrderElementsOf(services()
                            .map(one -> golden((Combination) one.get()[0], (String) one.get()[1]))
                            .toList());
        }
    }

    private static Path golden(Combination overlay, String function) {
        return GOLDEN.resolve(overlay.overlay()).resolve(function + ".yaml");
    }

    private static String write(ObjectNode service) throws JsonProcessingException {
        return YAML.writeValueAsString(service);
    }
}
