package io.millrace.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.broker.ScriptedSubscriber.Arrival;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One delivery of kafka-dataplane-1.23.json, and what the local broker makes of it. */
final class DataPlaneRow {

    private static final URI NOTHING_LISTENS = URI.create("http://127.0.0.1:1/");

    /** Their values depend on where and when. */
    private static final Set<String> NAMED_ONLY =
            Set.of("knativekafkapartition", "knativekafkaoffset", "knativeerrordest");

    final String name;
    final JsonNode measured;
    private final DataPlaneScript script;
    private final MeasuredWaits waits;
    private final ScriptedSubscriber subscriber;

    DataPlaneRow(
            String name,
            JsonNode measured,
            DataPlaneScript script,
            MeasuredWaits waits,
            MeasuredTopology topology,
            ScriptedSubscriber subscriber)
            throws IOException {
        this.name = name;
        this.measured = measured;
        this.script = script;
        this.waits = waits;
        this.subscriber = subscriber;
        subscriber.on(path(), script.subscriber()).on(sinkPath(), script.sink());
        topology.trigger(name, delivery(), script.listens() ? subscriber.uri(path()) : NOTHING_LISTENS);
    }

    private ObjectNode delivery() {
        JsonNode given = measured.path("given");
        ObjectNode delivery = JsonNodeFactory.instance.objectNode();
        delivery.put("retry", given.path("retry").asInt())
                .put(
                        "backoffPolicy",
                        given.path("backoffPolicy").asText("exponential").toLowerCase(Locale.ROOT))
                .put("backoffDelay", "PT0.2S");
        int timeoutMillis = given.path("timeoutMillis").asInt();
        if (timeoutMillis > 0) {
            delivery.put("timeout", "PT" + timeoutMillis / 1000 + "S");
        }
        if (script.hasSink()) {
            delivery.putObject("deadLetterSink")
                    .put(
                            "uri",
                            script.sinkListens() ? subscriber.uri(sinkPath()).toString() : NOTHING_LISTENS.toString());
        }
        return delivery;
    }

    String path() {
        return "/" + name;
    }

    String sinkPath() {
        return "/dead/" + name;
    }

    void send(EventSender sender) {
        subscriber.forget(path());
        subscriber.forget(sinkPath());
        sender.send(name, name).join();
    }

    List<Arrival> deadLetters() {
        return subscriber.arrivals(sinkPath());
    }

    /** Whether the real broker gave up on the event, and its dead-letter sink did not take it. */
    boolean lost() {
        String name = measured.path("case").asText();
        return (name.equals("no dead-letter sink") || name.equals("dead-letter sink fails"))
                && !measured.path("deadLettered").asBoolean()
                && (measured.path("given").path("status").asInt() >= 300
                        || measured.path("given").path("subscriber").asInt() >= 300
                        || measured.path("given").has("answer")
                        || measured.path("given").has("body"));
    }

    /** In which ways ours is different, in words. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        if (script.listens()) {
            compare("attempts", subscriber.arrivals(path()).size(), differences);
            compareWaits(differences);
        }
        int sinkAttempts = deadLetters().size();
        boolean taken = sinkAttempts > 0 && script.sink().apply(sinkAttempts).status() / 100 == 2;
        if (measured.path("deadLettered").asBoolean() != taken) {
            differences.add("deadLettered " + taken);
        }
        if (measured.has("deadLetterAttempts") && script.sinkListens()) {
            compare("deadLetterAttempts", sinkAttempts, differences);
        }
        if (measured.path("extensions").size() > 0) {
            compareExtensions(differences);
        }
        if (measured.has("replyPublishedToTopic")) {
            compareReply(differences);
        }
        return differences;
    }

    private void compare(String field, int ours, List<String> differences) {
        if (measured.path(field).asInt() != ours) {
            differences.add(field + " " + ours);
        }
    }

    private void compareWaits(List<String> differences) {
        List<Long> ours = subscriber.waitsMillis(path());
        int count = measured.path("waitsMillis").size();
        for (int i = 0; i < Math.min(count, ours.size()); i++) {
            if (!waits.agree(measured, i, ours.get(i))) {
                differences.add(MeasuredRows.WAITS + ours);
            }
        }
    }

    private void compareExtensions(List<String> differences) {
        Map<String, String> ours = new TreeMap<>();
        for (Arrival arrival : deadLetters()) {
            ours.putAll(extensions(arrival));
        }
        JsonNode theirs = measured.path("extensions");
        Set<String> names = new TreeSet<>();
        if (theirs.isArray()) {
            theirs.forEach(n -> names.add(n.asText()));
        } else {
            theirs.fieldNames().forEachRemaining(names::add);
            theirs.properties().forEach(extension -> {
                if (!NAMED_ONLY.contains(extension.getKey())
                        && ours.containsKey(extension.getKey())
                        && !extension.getValue().asText().equals(ours.get(extension.getKey()))) {
                    differences.add(extension.getKey() + " " + ours.get(extension.getKey()));
                }
            });
        }
        if (!names.equals(ours.keySet())) {
            differences.add("extensions " + ours.keySet());
        }
    }

    private void compareReply(List<String> differences) {
        String id = measured.path("replyHeaders").path("ce-id").asText();
        List<Arrival> published = subscriber.arrivals("/reply").stream()
                .filter(reply -> id.equals(reply.headers().get("ce-id")))
                .toList();
        if (measured.path("replyPublishedToTopic").asBoolean() == published.isEmpty()) {
            differences.add("replies " + published.size());
        }
        for (Arrival reply : published) {
            Set<String> theirs = new TreeSet<>();
            measured.path("replyHeaders").fieldNames().forEachRemaining(theirs::add);
            Set<String> ours = new TreeSet<>(reply.headers().keySet());
            ours.removeIf(header -> !header.startsWith("ce-") && !header.equals("content-type"));
            if (!ours.equals(theirs)
                    || !reply.body()
                            .toString()
                            .equals(measured.path("replyBody").asText())) {
                differences.add("reply " + reply);
            }
        }
    }

    private static Map<String, String> extensions(Arrival arrival) {
        Map<String, String> extensions = new TreeMap<>();
        arrival.headers().forEach((header, value) -> {
            if (header.startsWith("ce-") && !header.matches("ce-(specversion|id|source|type)")) {
                extensions.put(header.substring(3), value);
            }
        });
        return extensions;
    }
}
