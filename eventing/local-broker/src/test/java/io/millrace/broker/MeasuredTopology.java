package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.topology.DeliveryProfile;
import io.millrace.topology.Topology;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Reads what was measured on real brokers, and writes the YAML of a topology that repeats it. */
final class MeasuredTopology {

    private static final Path MEASURED =
            Path.of(System.getProperty("millrace.repository", "../..")).resolve("../shared/eval/knative-delivery");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    MeasuredTopology(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        ObjectNode broker = object("eventing.knative.dev/v1", "Broker", "main");
        write("broker", broker);
    }

    /** The rows of a file; the test is skipped where the measurements aren't there. */
    static JsonNode rows(String file) throws IOException {
        Path path = MEASURED.resolve(file);
        Assumptions.assumeTrue(Files.exists(path), "there is no " + path);
        return JSON.readTree(path.toFile()).path("rows");
    }

    /** A Trigger for the events of one type. {@code delivery} is as in the YAML, or missing. */
    MeasuredTopology trigger(String name, JsonNode delivery, URI subscriber) throws IOException {
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        filter.putObject("filter").putObject("attributes").put("type", name);
        return trigger(name, filter, delivery, false, subscriber);
    }

    /** @param filter an object whose fields are put into the Trigger's spec */
    MeasuredTopology trigger(String name, ObjectNode filter, JsonNode delivery, boolean ordered, URI subscriber)
            throws IOException {
        ObjectNode trigger = object("eventing.knative.dev/v1", "Trigger", name);
        if (ordered) {
            ((ObjectNode) trigger.path("metadata"))
                    .putObject("annotations")
                    .put("kafka.eventing.knative.dev/delivery.order", "ordered");
        }
        ObjectNode spec = trigger.putObject("spec");
        spec.put("broker", "main").putObject("subscriber").put("uri", subscriber.toString());
        spec.setAll(filter);
        if (delivery.isObject()) {
            spec.set("delivery", delivery);
        }
        write(name, trigger);
        return this;
    }

    LocalBroker start(Path data, DeliveryProfile profile) {
        return LocalBroker.start(BrokerSettings.in(data, profile), Topology.load(List.of(folder), profile), ref -> {
            throw new IllegalStateException("no references here");
        });
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name);
        return object;
    }

    /** JSON is YAML. */
    private void write(String name, ObjectNode object) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), object.toString());
    }
}
