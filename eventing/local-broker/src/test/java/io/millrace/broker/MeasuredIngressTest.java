package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.broker.Differences.ShownHere;
import io.millrace.topology.DeliveryProfile;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sends every envelope whose answer was measured on a real broker. */
class MeasuredIngressTest {

    /** What the data plane's file has at the ingress that is no envelope. */
    private static final Set<String> NO_ENVELOPE = Set.of("ingress: latency of 200 sequential valid events");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    @ShownHere("mt-body-limit")
    void answersAsTheRealBrokerDid(DeliveryProfile profile) throws Exception {
        JsonNode rows = MeasuredTopology.rows("ingress-" + profile + ".json");

        Map<String, String> different = different(rows, profile);

        assertThat(different.keySet())
                .as("%s", different)
                .isEqualTo(profile == DeliveryProfile.MT ? Set.of("body of 20000000 bytes") : Set.of());
        assertThat(Differences.listed()).contains("mt-body-limit");
    }

    @Test
    @ShownHere("no-host-routing")
    void answersAsTheRealDataPlaneDid() throws Exception {
        JsonNode rows = MeasuredTopology.rows("kafka-dataplane-1.23.json");

        Map<String, String> different = different(rows, DeliveryProfile.KAFKA);

        assertThat(different.keySet()).as("%s", different).isEqualTo(Set.of("ingress: path / with host of the broker"));
        assertThat(Differences.listed()).contains("no-host-routing");
    }

    private Map<String, String> different(JsonNode rows, DeliveryProfile profile) throws Exception {
        Map<String, String> different = new TreeMap<>();
        Set<String> unknown = new TreeSet<>();
        MeasuredTopology topology = new MeasuredTopology(directory.resolve("topology"));
        try (ScriptedSubscriber subscriber = new ScriptedSubscriber();
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                LocalBroker broker = topology.trigger("t", JsonNodeFactory.instance.missingNode(), subscriber.uri("/t"))
                        .start(directory.resolve("data"), profile)) {
            for (JsonNode row : rows) {
                String name = row.path("case").asText();
                if (!row.has("status") || name.startsWith("ingress to subscriber") || NO_ENVELOPE.contains(name)) {
                    continue;
                }
                Optional<HttpRequest> request = MeasuredEnvelopes.request(name, broker.ingress());
                if (request.isEmpty()) {
                    unknown.add(name);
                } else {
                    int status =
                            http.send(request.get(), BodyHandlers.discarding()).statusCode();
                    if (status != row.path("status").asInt()) {
                        different.put(name, "measured " + row.path("status") + ", ours " + status);
                    }
                }
            }
        }
        assertThat(unknown).as("cases that this test can't repeat").isEmpty();
        return different;
    }
}
