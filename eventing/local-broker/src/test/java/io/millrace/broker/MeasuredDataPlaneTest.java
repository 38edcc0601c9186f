package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.broker.Differences.ShownHere;
import io.millrace.broker.ScriptedSubscriber.Arrival;
import io.millrace.broker.ScriptedSubscriber.Reply;
import io.millrace.topology.DeliveryProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repeats what was measured on the Kafka broker's data plane run by itself (kafka-dataplane-1.23.json), as {@link MeasuredDeliveryTest} does. */
class MeasuredDataPlaneTest {

    private static final String FILE = "kafka-dataplane-1.23.json";
    private static final JsonNode NO_DELIVERY = JsonNodeFactory.instance.missingNode();

    /** Cases that are no delivery, or that Knative's objects can't ask for; with the reason. */
    private static final Map<String, String> NOT_REPEATED = Map.ofEntries(
            Map.entry("backoff (none, delay 0)", "a contract can say it, a Trigger can't"),
            Map.entry(
                    "500 headers Kne- and Kne-Ünderscore", "no HTTP server here sends a header name that isn't ASCII"),
            Map.entry(
                    "dead-letter sink answers with an event: published to topic",
                    "a row of 'dead-letter sink fails' has it"),
            Map.entry("dispatcher restart (SIGTERM)", "DurabilityTest"),
            Map.entry("stuck event (bad Kne- header) after restart", "nothing is stuck here: kne-name-invalid"),
            Map.entry("SIGTERM of idle dispatcher", "a time, not a rule"),
            Map.entry("event lost at dead-letter sink 500 x3: redelivered after dispatcher restart?", "nothing-lost"),
            Map.entry(
                    "event stuck by an invalid Kne- header (Kne-a_b) on a 400, then 10 good events in the same partition",
                    "kne-name-invalid"),
            Map.entry("kill -9 of the dispatcher", "KillIT"),
            Map.entry("filter cesql with a syntax error in the contract", "topology-model refuses it"));

    @TempDir
    private Path directory;

    private final ScriptedSubscriber subscriber = new ScriptedSubscriber();
    private MeasuredTopology topology;

    @BeforeEach
    void setUp() throws IOException {
        topology = new MeasuredTopology(directory.resolve("topology"));
    }

    @AfterEach
    void tearDown() {
        subscriber.close();
    }

    @Test
    @ShownHere({"nothing-lost", "redirect-not-followed", "kne-name-invalid"})
    void deliversAsTheRealDataPlaneDid() throws IOException {
        JsonNode measured = MeasuredTopology.rows(FILE);
        MeasuredWaits waits = MeasuredWaits.of(measured);
        List<DataPlaneRow> rows = new ArrayList<>();
        Set<String> unknown = new TreeSet<>();
        for (JsonNode row : measured) {
            Optional<DataPlaneScript> script = DataPlaneScript.of(row);
            String name = row.path("case").asText();
            if (row.path("given").path("status").asInt() == 205) {
                continue; // no server here sends a body with 205: Netty takes it away
            }
            if (script.isPresent()) {
                rows.add(new DataPlaneRow("t" + rows.size(), row, script.get(), waits, topology, subscriber));
            } else if (!NOT_REPEATED.containsKey(name) && !name.matches("(ingress|filter|(un)?ordered|in flight).*")) {
                unknown.add(name);
            }
        }
        topology.trigger("reply", NO_DELIVERY, subscriber.uri("/reply"));

        try (LocalBroker broker = topology.start(directory.resolve("data"), DeliveryProfile.KAFKA);
                EventSender sender = new EventSender(broker)) {
            List<DataPlaneRow> different =
                    MeasuredRows.different(rows, some -> repeat(some, broker, sender), DataPlaneRow::differences);

            assertThat(unknown)
                    .as("cases that this test neither repeats nor leaves out")
                    .isEmpty();
            assertThat(different.stream()
                            .filter(row -> deliberate(row).isEmpty())
                            .map(row -> row.measured + " but ours: " + row.differences()))
                    .isEmpty();
            assertThat(different.stream()
                            .map(row -> deliberate(row).orElseThrow())
                            .collect(Collectors.toSet()))
                    .isEqualTo(Set.of("redirect-not-followed", "kne-name-invalid", "same id"));
            assertNothingIsLost(rows, broker);
        }
    }

    private static void repeat(List<DataPlaneRow> rows, LocalBroker broker, EventSender sender) {
        rows.forEach(row -> row.send(sender));
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> broker.status().pending() == 0);
    }

    /** Why a row differs on purpose. A dead letter under a new id was not recognised where it was measured: that is no difference. */
    private static Optional<String> deliberate(DataPlaneRow row) {
        if (row.measured.path("case").asText().equals("303 with Location (same server /other)")) {
            return Optional.of("redirect-not-followed");
        }
        JsonNode headers = row.measured.path("given").path("headers");
        boolean deadLetterOnce = row.deadLetters().size() == 1;
        if (headers.has("kne-a_b") || headers.has("Kne-") || headers.has("Kne-a-b")) {
            return deadLetterOnce ? Optional.of("kne-name-invalid") : Optional.empty();
        }
        return headers.has("Kne-id")
                        && deadLetterOnce
                        && "zzz".equals(row.deadLetters().getFirst().headers().get("ce-id"))
                ? Optional.of("same id")
                : Optional.empty();
    }

    private static void assertNothingIsLost(List<DataPlaneRow> rows, LocalBroker broker) {
        List<String> kept = broker.deadLetters().list(10_000).join().stream()
                .map(DeadLetter::trigger)
                .toList();
        List<String> lost =
                rows.stream().filter(DataPlaneRow::lost).map(row -> row.name).toList();
        assertThat(lost).isNotEmpty();
        assertThat(kept).containsAll(lost);
    }

    @Test
    void filtersAsTheRealDataPlaneDid() throws IOException {
        List<JsonNode> rows = rows("filter ");
        for (int i = 0; i < rows.size(); i++) {
            ObjectNode spec = JsonNodeFactory.instance.objectNode();
            JsonNode filter = rows.get(i).path("given").path("filter");
            if (filter.isArray()) {
                spec.set("filters", trigger(filter));
            }
            topology.trigger("f" + i, spec, NO_DELIVERY, false, subscriber.uri("/f" + i));
        }
        try (LocalBroker broker = topology.start(directory.resolve("data"), DeliveryProfile.KAFKA);
                EventSender sender = new EventSender(broker)) {
            rows.getFirst().path("given").path("events").properties().forEach(event -> {
                Map<String, String> extensions = event.getValue().properties().stream()
                        .filter(attribute -> !attribute.getKey().equals("type"))
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, a -> a.getValue().asText()));
                sender.send(event.getValue().path("type").asText(), event.getKey(), extensions)
                        .join();
            });
            Awaitility.await().until(() -> broker.status().pending() == 0);
        }

        for (int i = 0; i < rows.size(); i++) {
            Set<String> theirs = new TreeSet<>();
            rows.get(i).path("delivered").forEach(id -> theirs.add(id.asText()));
            assertThat(ids("/f" + i)).as("%s", rows.get(i)).containsExactlyInAnyOrderElementsOf(theirs);
        }
    }

    /** The contract wraps what a Trigger says directly: attributes, filters, filter, expression. */
    private static JsonNode trigger(JsonNode contract) {
        if (contract.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            contract.forEach(filter -> list.add(trigger(filter)));
            return list;
        }
        var dialect = contract.properties().iterator().next();
        JsonNode inner = dialect.getValue().iterator().next();
        return JsonNodeFactory.instance
                .objectNode()
                .set(dialect.getKey(), inner.isArray() || dialect.getKey().equals("not") ? trigger(inner) : inner);
    }

    @Test
    @ShownHere("ordered-by-key")
    void keepsAndLeavesOrderAsTheRealDataPlaneDid() throws IOException {
        List<JsonNode> rows = new ArrayList<>(rows("ordered, "));
        rows.addAll(rows("unordered, "));
        for (int i = 0; i < rows.size(); i++) {
            boolean ordered =
                    rows.get(i).path("given").path("deliveryOrder").asText().equals("ORDERED");
            ObjectNode spec = JsonNodeFactory.instance.objectNode();
            spec.putObject("filter").putObject("attributes").put("type", "o" + i);
            ObjectNode delivery =
                    JsonNodeFactory.instance.objectNode().put("retry", 2).put("backoffDelay", "PT0.2S");
            int failures = rows.get(i).path("case").asText().contains("always 500") ? 3 : 2;
            String first = ids(rows.get(i)).getFirst();
            String path = "/o" + i;
            subscriber.on(path, n -> {
                List<String> so = ids(path).subList(0, n);
                boolean fails = so.getLast().equals(first)
                        && so.stream().filter(first::equals).count() <= failures;
                return Reply.of(fails ? 500 : 200);
            });
            topology.trigger("o" + i, spec, delivery, ordered, subscriber.uri(path));
        }
        try (LocalBroker broker = topology.start(directory.resolve("data"), DeliveryProfile.KAFKA);
                EventSender sender = new EventSender(broker)) {
            for (int i = 0; i < rows.size(); i++) {
                List<String> ids = ids(rows.get(i));
                boolean sameKey = rows.get(i).path("case").asText().contains("same partitionkey");
                for (int n = 0; n < ids.size(); n++) {
                    sender.send("o" + i, ids.get(n), Map.of("partitionkey", sameKey ? "k" : "k" + n))
                            .join();
                }
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> broker.status().pending() == 0);
        }

        for (int i = 0; i < rows.size(); i++) {
            JsonNode row = rows.get(i);
            List<String> sequence = new ArrayList<>();
            row.path("sequenceMillis").forEach(step -> sequence.add(step.get(0).asText()));
            if (row.path("case").asText().startsWith("ordered, ONE partition")) {
                assertThat(ids("/o" + i)).as("%s", row).isNotEqualTo(sequence);
                assertThat(Differences.listed()).contains("ordered-by-key");
            } else if (row.path("case").asText().startsWith("ordered, same")) {
                assertThat(ids("/o" + i)).as("%s", row).isEqualTo(sequence);
            }
            assertThat(ids("/o" + i)).as("%s", row).containsExactlyInAnyOrderElementsOf(sequence);
        }
    }

    @Test
    @ShownHere({"ordered-by-key", "one-partition"})
    void hasAsManyEventsUnderWayAsTheRealDataPlaneHad() throws IOException {
        List<JsonNode> rows = rows("in flight: ");
        for (int i = 0; i < rows.size(); i++) {
            ObjectNode spec = JsonNodeFactory.instance.objectNode();
            spec.putObject("filter").putObject("attributes").put("type", "i" + i);
            boolean ordered = rows.get(i).path("case").asText().contains("flight: ordered");
            subscriber.on("/i" + i, Reply.of(204).after(5000));
            topology.trigger("i" + i, spec, NO_DELIVERY, ordered, subscriber.uri("/i" + i));
        }
        try (LocalBroker broker = topology.start(directory.resolve("data"), DeliveryProfile.KAFKA);
                EventSender sender = new EventSender(broker)) {
            for (int i = 0; i < rows.size(); i++) {
                int events = rows.get(i).path("requests").asInt();
                String type = "i" + i;
                IntStream.range(0, events)
                        .mapToObj(n -> sender.send(type, "e" + n, Map.of("partitionkey", "k" + n % 50)))
                        .toList()
                        .forEach(sent -> sent.join());
            }

            assertThat(rows.stream().map(row -> row.path("maxInFlight").asInt()))
                    .containsExactly(87, 60, 10, 1);
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(4))
                    .untilAsserted(() -> assertThat(IntStream.range(0, rows.size())
                                    .mapToObj(i -> subscriber.arrivals("/i" + i).size()))
                            .containsExactly(60, 60, 50, 30));
            assertThat(Differences.listed()).contains("ordered-by-key", "one-partition");
        }
    }

    @Test
    void sendsWhatTheRealDataPlaneSent() throws IOException {
        topology.trigger("all", JsonNodeFactory.instance.objectNode(), NO_DELIVERY, false, subscriber.uri("/all"));
        try (LocalBroker broker = topology.start(directory.resolve("data"), DeliveryProfile.KAFKA);
                EventSender sender = new EventSender(broker)) {
            for (JsonNode row : rows("ingress to subscriber: ")) {
                subscriber.forget("/all");

                int status = sender.post(row.path("given").path("headers"), body(row))
                        .join();

                assertThat(status).as("%s", row).isEqualTo(row.path("status").asInt());
                Awaitility.await().until(() -> !subscriber.arrivals("/all").isEmpty());
                Arrival arrival = subscriber.arrivals("/all").getFirst();
                row.path("deliveredHeaders").properties().forEach(header -> {
                    assertThat(arrival.headers()).as("%s", row).containsKey(header.getKey());
                    if (!header.getKey().startsWith("ce-knativekafka")
                            && !header.getKey().equals("kn-namespace")) {
                        assertThat(arrival.headers().get(header.getKey()))
                                .as("%s", row)
                                .isEqualTo(header.getValue().asText());
                    }
                });
                assertThat(arrival.body().length())
                        .isEqualTo(row.path("deliveredBodyBytes").asInt());
            }
        }
    }

    /** Structured rows give their length only; what they held shows in what was delivered. */
    private static String body(JsonNode row) {
        String delivered = row.path("deliveredBody").asText();
        return switch (row.path("case").asText()) {
            case "ingress to subscriber: structured with extensions" ->
                "{\"specversion\":\"1.0\",\"id\":\"sx\",\"source\":\"/s\",\"type\":\"t\",\"subject\":\"ä b\",\"time\":\"2026-01-02T03:04:05Z\",\"mybool\":true,\"myint\":5,\"datacontenttype\":\"application/json\",\"data\":"
                        + delivered + "}";
            case "ingress to subscriber: structured data_base64" ->
                "{\"specversion\":\"1.0\",\"id\":\"sb\",\"source\":\"/s\",\"type\":\"t\",\"datacontenttype\":\"application/octet-stream\",\"data_base64\":\"AAEC\"}";
            case "ingress to subscriber: 900 KiB" -> "x".repeat(900 * 1024);
            default -> delivered;
        };
    }

    private static List<JsonNode> rows(String prefix) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : MeasuredTopology.rows(FILE)) {
            String name = row.path("case").asText();
            if (name.startsWith(prefix) && !NOT_REPEATED.containsKey(name)) {
                rows.add(row);
            }
        }
        assertThat(rows).isNotEmpty();
        return rows;
    }

    private static List<String> ids(JsonNode row) {
        List<String> ids = new ArrayList<>();
        row.path("attempts").fieldNames().forEachRemaining(ids::add);
        return ids;
    }

    private List<String> ids(String path) {
        return subscriber.arrivals(path).stream()
                .map(arrival -> arrival.headers().getOrDefault("ce-id", ""))
                .toList();
    }
}
