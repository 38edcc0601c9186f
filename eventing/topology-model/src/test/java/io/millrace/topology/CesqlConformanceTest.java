package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.millrace.topology.CesqlExpression.Evaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * CESQL v1.0.0, expression by expression, as tables in the resources: one file per chapter of the specification, and {@code departures.yaml} with the
 * expressions for which ours is known not to give what the specification says, and why.
 */
class CesqlConformanceTest {

    private static final Path TABLES = Path.of("src/test/resources/CesqlConformanceTest");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Map<String, String> EVENT = event();
    private static final Map<String, Case> DEPARTURES = departures();

    /**
     * @param value null where the specification leaves it open
     * @param errors kinds of error, as the SDK names them
     */
    record Case(String expression, JsonNode value, Set<String> errors, boolean parseError) {
        static Case of(JsonNode row) {
            Set<String> errors = new TreeSet<>();
            row.path("errors").forEach(kind -> errors.add(kind.asText()));
            return new Case(
                    row.path("expression").asText(),
                    row.path("value"),
                    errors,
                    row.path("parseError").asBoolean());
        }

        @Override
        public String toString() {
            return expression;
        }
    }

    static Stream<Case> cases() throws IOException {
        try (Stream<Path> files = Files.list(TABLES)) {
            return files
                    .filter(file -> !file.endsWith("event.yaml") && !file.endsWith("departures.yaml"))
                    .sorted()
                    .toList()
                    .stream()
                    .flatMap(file -> read(file).valueStream())
                    .map(Case::of);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesWhatTheSpecificationSays(Case given) {
        if (given.parseError()) {
            assertThatThrownBy(() -> CesqlExpression.parse(given.expression()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank();
            return;
        }
        Case expected = DEPARTURES.getOrDefault(given.expression(), given);

        Evaluation evaluation = CesqlExpression.parse(given.expression()).evaluate(EVENT);

        if (expected.value().isMissingNode()) {
            assertThat(evaluation.value()).isInstanceOf(Integer.class);
        } else {
            assertThat(evaluation.value()).isEqualTo(plain(expected.value()));
            assertThat(kinds(evaluation)).isEqualTo(expected.errors());
        }
    }

    @Test
    void eachDepartureIsACaseAndDeparts() throws IOException {
        Set<String> departing = new HashSet<>();
        cases().filter(row -> DEPARTURES.containsKey(row.expression())).forEach(row -> {
            Case departure = DEPARTURES.getOrDefault(row.expression(), row);
            assertThat(departure).as(row.expression()).isNotEqualTo(row);
            departing.add(row.expression());
        });

        assertThat(departing).isEqualTo(DEPARTURES.keySet());
    }

    @Test
    void namesTheFaultAndItsPlace() {
        assertThatThrownBy(() -> CesqlExpression.parse("type & 'a'")).hasMessageContaining("at character 6");
        assertThatThrownBy(() -> CesqlExpression.parse("Type = 'a'")).hasMessageContaining("'Type' is no attribute");
    }

    private static Set<String> kinds(Evaluation evaluation) {
        Set<String> kinds = new TreeSet<>();
        evaluation.errors().forEach(error -> kinds.add(error.substring(0, error.indexOf(':'))));
        return kinds;
    }

    private static Object plain(JsonNode value) {
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        return value.isInt() ? (Object) value.asInt() : value.asText();
    }

    private static Map<String, String> event() {
        Map<String, String> event = new HashMap<>();
        read(TABLES.resolve("event.yaml"))
                .properties()
                .forEach(e -> event.put(e.getKey(), e.getValue().asText()));
        return event;
    }

    private static Map<String, Case> departures() {
        Map<String, Case> departures = new HashMap<>();
        for (JsonNode group : read(TABLES.resolve("departures.yaml"))) {
            assertThat(group.path("why").asText()).isNotBlank();
            List<Case> cases = group.path("cases").valueStream().map(Case::of).toList();
            cases.forEach(row -> departures.put(row.expression(), row));
        }
        return departures;
    }

    private static JsonNode read(Path file) {
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
