package io.millrace.cache.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.core.cache.CachedAnswer;
import io.millrace.testkit.SampleAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whatIsWrittenIsReadAsItWas() {
        CachedAnswer answer = SampleAnswer.of("Water turns the “wheel” at v1.2 for $3.");

        assertThat(AnswerJson.read(AnswerJson.write(answer))).contains(answer);
        assertThat(AnswerJson.read(AnswerJson.write(SampleAnswer.refusal()))).contains(SampleAnswer.refusal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"answer\": {}}", "water"})
    void whatIsNoAnswerIsNotRead(String json) {
        assertThat(AnswerJson.read(json.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void whatAnotherVersionWroteIsNotRead() throws IOException {
        byte[] written = AnswerJson.write(SampleAnswer.of("Water."));
        ObjectNode more = (ObjectNode) JSON.readTree(written);
        ObjectNode less = more.deepCopy();
        more.put("colour", "blue");
        less.remove("cut");

        assertThat(AnswerJson.read(JSON.writeValueAsBytes(more))).isEmpty();
        assertThat(AnswerJson.read(JSON.writeValueAsBytes(less))).isEmpty();
    }
}
