package io.millrace.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is played for functions says what they understand. */
class SurroundingsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theStoreIsInTheEnvironment() {
        try (Surroundings surroundings = new Surroundings(Map.of("MILLRACE_STORE", "pgvector"))) {
            assertThat(surroundings.environment())
                    .containsEntry("MILLRACE_STORE", "pgvector")
                    .containsKeys("K_SINK", "MILLRACE_EMBEDDER_URL");
        }
    }

    /** The extension {@code millrace} of gpu-services/client. */
    @Test
    void eachTextHasAVectorAndEachOfItsSentencesToo() throws IOException, InterruptedException {
        JsonNode reply = embed("""
            {"input": ["The mill. The wheel turns.", "Rye"], "millrace": {"sentences": [[[0, 9], [10, 26]], []]}}
            """);

        assertThat(reply.path("data").findValuesAsText("index")).containsExactly("0", "1");
        JsonNode text = reply.path("data").path(0);
        assertThat(text.path("embedding").asText()).isEqualTo(PlayedModelServer.vector("The mill. The wheel turns."));
        assertThat(text.path("millrace").path("tokens").asInt()).isEqualTo(5);
        assertThat(text.path("millrace").path("sentences")).hasSize(2);
        assertThat(reply.path("data").path(1).path("millrace").path("sentences"))
                .isEmpty();
        assertThat(reply.path("usage").path("prompt_tokens").asInt()).isEqualTo(6);
    }

    @Test
    void aSentenceHasADirectionOfItsOwn() throws IOException, InterruptedException {
        JsonNode sentences = embed("""
                {"input": ["Mill. Mill mill wheel."], "millrace": {"sentences": [[[0, 5], [6, 22]]]}}
                """).path("data").path(0).path("millrace").path("sentences");

        assertThat(bytes(sentences.path(0))).containsOnly((byte) 127, (byte) 0).hasSize(384);
        assertThat(bytes(sentences.path(1))).contains((byte) 127, (byte) 63);
    }

    private static byte[] bytes(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asText());
    }

    private static JsonNode embed(String request) throws IOException, InterruptedException {
        try (Surroundings surroundings = new Surroundings(Map.of());
                HttpClient client = HttpClient.newHttpClient()) {
            URI models = URI.create(surroundings.environment().get("MILLRACE_EMBEDDER_URL") + "/v1/embeddings");
            return JSON.readTree(client.send(
                            HttpRequest.newBuilder(models)
                                    .POST(BodyPublishers.ofString(request))
                                    .build(),
                            BodyHandlers.ofString())
                    .body());
        }
    }
}
