package io.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds each fault that it is there for: the tables break what was rendered, one field a row. */
final class BadManifestsTest {

    private static final Path TABLES = Repository.root()
            .resolve("knative/manifests-test/src/test/resources")
            .resolve(BadManifestsTest.class.getSimpleName());

    static Stream<BadManifest> faults() throws IOException {
        return read("rules.txt");
    }

    static Stream<Arguments> faultsOfEngines() throws IOException {
        return rows("engines.txt")
                .map(cells -> Arguments.of(combination(cells.getFirst()), fault(cells.subList(1, cells.size()))));
    }

    static Stream<Arguments> faultsOfComponents() throws IOException {
        return rows("components.txt")
                .map(cells -> Arguments.of(
                        Combination.with("production", cells.getFirst()), fault(cells.subList(1, cells.size()))));
    }

    static Stream<BadManifest> faultsAgainstKubernetes() throws IOException {
        return read("kubernetes.txt");
    }

    static Stream<BadManifest> faultsAgainstSchemas() throws IOException {
        return read("schemas.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void ruleFindsFault(BadManifest fault) {
        Rule rule = rule(Rules.all(), fault.rule());
        assertThat(rule.check(fault.breakCopyOf(Renderer.overlay())))
                .extracting(Finding::toString)
                .anySatisfy(finding -> assertThat(finding).contains(fault.message()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faultsOfEngines")
    void ruleFindsFaultOfEngine(EngineCombination combination, BadManifest fault) {
        Rule rule = fault.rule().equals(CrdSchemas.class.getSimpleName())
                ? CrdSchemas.real()
                : rule(Rules.ofModelServers(combination.name()), fault.rule());
        assertThat(rule.check(fault.breakCopyOf(EngineCombinations.rendered(combination))))
                .extracting(Finding::toString)
                .anySatisfy(finding -> assertThat(finding).contains(fault.message()));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faultsOfComponents")
    void ruleFindsFaultOfComponent(Combination combination, BadManifest fault) {
        Rule rule = rule(Rules.all(), fault.rule());
        assertThat(rule.check(fault.breakCopyOf(Renderer.rendered(combination))))
                .extracting(Finding::toString)
                .anySatisfy(finding -> assertThat(finding).contains(fault.message()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsAgainstSchemas")
    void schemaRefusesFault(BadManifest fault) {
        assertThat(CrdSchemas.real().check(fault.breakCopyOf(Renderer.overlay())))
                .extracting(Finding::toString)
                .anySatisfy(finding -> assertThat(finding).contains(fault.message()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultsAgainstKubernetes")
    void kubernetesRefusesFault(BadManifest fault) {
        assertThat(KubernetesSchemas.real().check(fault.breakCopyOf(Renderer.overlay())))
                .extracting(Finding::toString)
                .anySatisfy(finding -> assertThat(finding).contains(fault.message()));
    }

    @Test
    void everyRuleHasAFault() throws IOException {
        Set<String> shown = Stream.of(
                        faults().map(BadManifest::rule),
                        rows("engines.txt").map(cells -> cells.get(1)),
                        rows("components.txt").map(cells -> cells.get(1)))
                .flatMap(rules -> rules)
                .collect(Collectors.toSet());
        assertThat(Rules.all())
                .extracting(rule -> rule.getClass().getSimpleName())
                .allMatch(shown::contains);
    }

    private static Rule rule(List<Rule> rules, String name) {
        return rules.stream()
                .filter(candidate -> candidate.getClass().getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule is called " + name));
    }

    private static Stream<BadManifest> read(String table) throws IOException {
        return rows(table).map(BadManifestsTest::fault);
    }

    private static BadManifest fault(List<String> cells) {
        return new BadManifest(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4));
    }

    private static EngineCombination combination(String name) {
        return EngineCombinations.all().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no combination is called " + name));
    }

    private static Stream<List<String>> rows(String table) throws IOException {
        return Files.readAllLines(TABLES.resolve(table)).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> List.of(line.split(" \\| ", -1)));
    }
}
