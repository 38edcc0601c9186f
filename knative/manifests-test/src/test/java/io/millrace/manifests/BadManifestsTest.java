package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds each fault that it is there for: the tables break what was rendered, one field a row. */
final class BadManifestsTest {

    private static final Path TABLES = Repository.root()
            .resolve("knative/manifests-test/src/test/resources")
            .resolve(BadManifestsTest.class.getSimpleName());

    static Stream<BadManifest> faults() throws IOException {
        return read("rules.txt");
    }

    static Stream<BadManifest> faultsAgainstSchemas() throws IOException {
        return read("schemas.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void ruleFindsFault(BadManifest fault) {
        Rule rule = rule(fault.rule());
        assertThat(rule.check(fault.breakCopyOf(Renderer.overlay())))
                .extracting(Finding::toString)
                .anySatisfy(finding -> assertThat(finding).contains(fault.message()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsAgainstSchemas")
    void schemaRefusesFault(BadManifest fault) {
        Path definitions = Repository.definitions();
        Assumptions.assumeTrue(Files.isDirectory(definitions), definitions + " is missing: schemas not checked");
        assertThat(Schemas.REAL.check(fault.breakCopyOf(Renderer.overlay())))
                .extracting(Finding::toString)
                .anySatisfy(finding -> assertThat(finding).contains(fault.message()));
    }

    @Test
    void everyRuleHasAFault() throws IOException {
        Set<String> shown = faults().map(BadManifest::rule).collect(Collectors.toSet());
        assertThat(Rules.all())
                .extracting(rule -> rule.getClass().getSimpleName())
                .allMatch(shown::contains);
    }

    private static Rule rule(String name) {
        return Rules.all().stream()
                .filter(candidate -> candidate.getClass().getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule is called " + name));
    }

    private static Stream<BadManifest> read(String table) throws IOException {
        return Files.readAllLines(TABLES.resolve(table)).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(" \\| ", -1)))
                .map(cells -> new BadManifest(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4)));
    }

    private static final class Schemas {
        private static final CrdSchemas REAL = new CrdSchemas(Repository.definitions());

        private Schemas() {}
    }
}
