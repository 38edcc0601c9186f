package io.millrace.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.core.retrieve.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventContractTest {

    private static final Path GOLDEN = Path.of("src/test/resources/EventContractTest");
    private static final ObjectMapper JSON = ContractJson.mapper();

    record Golden(EventType type, Path file) {

        JsonNode json() throws IOException {
            return JSON.readTree(file.toFile());
        }
    }

    static Stream<Golden> golden() throws IOException {
        List<Golden> golden = new ArrayList<>();
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String type = file.getName(file.getNameCount() - 2).toString();
                golden.add(new Golden(
                        EventType.ofType(type)
                                .orElseThrow(
                                        () -> new AssertionError(file + " belongs to no event type: nothing reads it")),
                        file));
            }
        }
        return golden.stream();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void goldenPayloadIsReadAndWrittenUnchanged(Golden golden) throws IOException {
        Record payload = JSON.treeToValue(golden.json(), golden.type().payload());

        assertThat(JSON.readTree(JSON.writeValueAsString(payload))).isEqualTo(golden.json());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void goldenPayloadFitsItsSchema(Golden golden) throws IOException {
        assertThat(schema(golden.type()).validate(golden.json().toString(), InputFormat.JSON))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("golden")
    void requiredFieldsAreRequiredByRecordAndSchemaAlike(Golden golden) throws IOException {
        Schema schema = schema(golden.type());
        for (JsonNode field : schemaJson(golden.type()).path("required")) {
            ObjectNode without = golden.json().deepCopy();
            without.remove(field.asText());

            assertThat(schema.validate(without.toString(), InputFormat.JSON))
                    .as("schema, without " + field)
                    .isNotEmpty();
            assertThatThrownBy(() -> JSON.treeToValue(without, golden.type().payload()))
                    .as("record, without " + field)
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void anUnknownFieldIsPassedOverSinceAddingOneIsCompatible(Golden golden) throws IOException {
        ObjectNode more = golden.json().deepCopy();
        more.put("addedLater", true);

        assertThat(JSON.treeToValue(more, golden.type().payload()))
                .isEqualTo(JSON.treeToValue(golden.json(), golden.type().payload()));
        assertThat(schema(golden.type()).validate(more.toString(), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void rankedPassagesWithTheEvidenceOfBeforeAreRead() throws IOException {
        EventType type = EventType.ofType("millrace.passages.ranked.v1").orElseThrow();
        ObjectNode before = (ObjectNode) JSON.readTree(
                GOLDEN.resolve(type.type()).resolve("one-passage.json").toFile());
        ObjectNode evidence = (ObjectNode) before.at("/retrieval/evidence");
        evidence.remove(List.of("sentenceLead", "wordsGap"));

        PassagesRanked read = JSON.treeToValue(before, PassagesRanked.class);

        assertThat(read.retrieval().evidence()).isEqualTo(new Evidence(.5, 1, 1, 0, .125, .25, 0, 0));
        assertThat(schema(type).validate(before.toString(), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void everyTypeHasAGoldenPayload(EventType type) throws IOException {
        assertThat(golden().map(Golden::type)).contains(type);
    }

    @Test
    void everySchemaBelongsToAType() throws IOException {
        try (Stream<Path> schemas = Files.list(Path.of("src/main/resources/io/millrace/contracts/schema"))) {
            assertThat(schemas.map(file -> file.getFileName().toString().replace(".json", "")))
                    .allMatch(type -> EventType.ofType(type).isPresent());
        }
    }

    private static JsonNode schemaJson(EventType type) throws IOException {
        try (InputStream schema = EventType.class.getResourceAsStream(type.schemaResource())) {
            assertThat(schema).as(type.schemaResource()).isNotNull();
            return JSON.readTree(schema);
        }
    }

    private static Schema schema(EventType type) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schemaJson(type).toString(), InputFormat.JSON);
    }
}
