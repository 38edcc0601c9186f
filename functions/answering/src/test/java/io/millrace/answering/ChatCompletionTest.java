package io.millrace.answering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.contracts.ContractJson;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatCompletionTest {

    @Test
    void chunksBeforeTheUsageSayThatTheyHaveNone() throws JsonProcessingException {
        ChatCompletion completion = completion("{\"include_usage\": true}");

        assertThat(json(completion.first()).path("usage").isNull()).isTrue();
        assertThat(json(completion.text("a")).path("usage").isNull()).isTrue();
        assertThat(json(completion("null").first()).has("usage")).isFalse();
    }

    private static ChatCompletion completion(String streamOptions) throws JsonProcessingException {
        return new ChatCompletion(ChatRequest.of(ContractJson.mapper()
                .readTree(
                        "{\"messages\": [{\"role\": \"user\", \"content\": \"Why?\"}], \"stream\": true, \"stream_options\": "
                                + streamOptions + "}")));
    }

    private static JsonNode json(Map<String, Object> chunk) throws JsonProcessingException {
        return ContractJson.mapper().readTree(ContractJson.mapper().writeValueAsString(chunk));
    }
}
