package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every engine in every role that it has, alone and with each way of scaling and monitoring, judged by every rule for model servers. */
final class EngineCombinationsTest {

    static List<EngineCombination> all() {
        return EngineCombinations.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void passesEveryRule(EngineCombination combination) {
        Manifests rendered = EngineCombinations.rendered(combination);
        assertThat(ModelServer.in(rendered)).hasSize(1);
        assertThat(Rules.ofModelServers(combination.name()).stream()
                        .flatMap(rule -> rule.check(rendered).stream())
                        .map(Finding::toString))
                .isEmpty();
    }

    @Test
    void areAdmittedByTheRealDefinitions() {
        CrdSchemas schemas = CrdSchemas.real();
        assertThat(all().stream()
                        .flatMap(combination -> schemas.check(EngineCombinations.rendered(combination)).stream()
                                .map(finding -> combination + ": " + finding)))
                .isEmpty();
    }

    @Test
    void everyFolderTakesPart() throws IOException {
        Path root = EngineCombinations.gpuServices();
        Set<String> used = all().stream()
                .flatMap(combination -> combination.folders().stream())
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(file -> file.endsWith("kustomization.yaml"))
                            .map(file -> root.relativize(file.getParent()).toString())
                            .filter(folder -> !folder.contains("target") && !folder.startsWith("volume/"))
                            // what engines share is part of each
                            .filter(folder -> !folder.endsWith("/base")
                                    && !folder.startsWith("shared/")
                                    && !folder.endsWith("/scaling/cpu"))
                            .filter(folder -> !used.contains(folder)))
                    .as("folders of gpu-services that no combination renders")
                    .isEmpty();
        }
    }

    @Test
    void scalersAskForWhatIsRecordedInMillracesNamespace() {
        Set<String> recorded = rendered("PrometheusRule")
                .flatMap(rule -> Pod.items(rule.at("/spec/groups")))
                .flatMap(group -> Pod.items(group.path("rules")))
                .map(rule -> rule.path("record").asText())
                .filter(record -> !record.isEmpty())
                .collect(Collectors.toSet());
        List<String> queries = rendered("ScaledObject")
                .flatMap(scaled -> Pod.items(scaled.at("/spec/triggers")))
                .map(trigger -> trigger.at("/metadata/query").asText())
                .toList();
        assertThat(queries).isNotEmpty().allSatisfy(query -> {
            assertThat(names(query)).isNotEmpty().allMatch(recorded::contains);
            // KEDA fills nothing in: an overlay with another namespace patches the queries, too
            assertThat(query).contains("namespace=\"millrace\"");
        });
    }

    private static Set<String> names(String query) {
        return Pattern.compile("millrace:[a-z_:]+")
                .matcher(query)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static Stream<JsonNode> rendered(String kind) {
        return all().stream()
                .flatMap(combination -> EngineCombinations.rendered(combination).objects().stream())
                .filter(object -> object.path("kind").asText().equals(kind))
                .map(object -> object);
    }
}
