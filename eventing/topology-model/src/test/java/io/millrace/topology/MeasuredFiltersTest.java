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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters as real brokers applied them; skipped where the measurements aren't there. */
class MeasuredFiltersTest {

    private static final Path MEASURED = Path.of(System.getProperty("millrace.repository", "../.."))
            .resolve("../shared/eval/knative-delivery/filters.json");

    /**
     * Where ours differs (see the README): the Kafka broker is against the specification, and ours keeps to it; the CloudEvents SDK folds a constant OR, so that
     * what stands before it can't fail as it does on the channel-based broker.
     */
    private static final Map<DeliveryProfile, String> OURS =
            Map.of(DeliveryProfile.KAFKA, "{\"any\":[{\"all\":", DeliveryProfile.MT, "OR TRUE");

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
            EventFilter filter = filter(row, profile);
            List<Integer> passed = new ArrayList<>();
            for (int i = 0; i < events.size(); i++) {
                if (passes(filter, events.get(i))) {
                    passed.add(i);
                }
            }
            List<Integer> wanted = new ArrayList<>();
            row.path(profile.toString()).forEach(i -> wanted.add(i.asInt()));
            if (passed.equals(wanted) == row.toString().contains(OURS.getOrDefault(profile, ""))) {
                different.add(row + " but ours " + passed);
            }
        }

        assertThat(different).isEmpty();
    }

    private static boolean passes(EventFilter filter, Map<String, String> event) {
        try {
            return filter.matches(event);
        } catch (FilterFailedException e) {
            return false;
        }
    }

    private static Map<String, String> attributes(JsonNode event, int id) {
        Map<String, String> attributes = new HashMap<>(Map.of("specversion", "1.0", "id", "e" + id));
        event.properties().forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
        return attributes;
    }

    private EventFilter filter(JsonNode row, DeliveryProfile profile) throws IOException {
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
        return Topology.load(List.of(folder), profile).triggers().getFirst().filter();
    }
}
