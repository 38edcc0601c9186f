package io.millrace.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What functions are trained by. */
class ExampleEventTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void anEventIsInBinaryModeAndACallOfTheApiIsNone() {
        HttpRequest event = ExampleEvent.of("embedding", 7).getFirst().toRequest(8080);
        HttpRequest call = ExampleEvent.of("answering", 7).getFirst().toRequest(8080);

        assertThat(event.headers().map()).containsKeys("ce-id", "ce-type", "ce-source", "ce-specversion");
        assertThat(call.headers().map()).containsOnlyKeys("Content-Type");
        assertThat(call.uri()).hasPath("/v1/chat/completions");
    }

    /** Embedding refuses a span that ends elsewhere than its sentence. */
    @Test
    void spansAreThoseOfSentencesWhateverTheNumber() throws IOException {
        for (int number : new int[] {0, 9999}) {
            for (JsonNode chunk : data("embedding", number).path("chunks")) {
                String text = chunk.path("text").asText();
                assertThat(chunk.path("sentences"))
                        .hasSize(2)
                        .allSatisfy(sentence -> assertThat(text.substring(
                                        sentence.path("start").asInt(),
                                        sentence.path("end").asInt()))
                                .matches("[A-Z][^.]*\\."));
            }
        }
    }

    /** Else a function would take them for what it has done already. */
    @Test
    void otherNumbersAndOtherFunctionsHaveOtherDocuments() throws IOException {
        assertThat(List.of(data("embedding", 1), data("embedding", 2), data("chunking", 1)))
                .extracting(data -> data.path("document").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void questionsAreAboutDocumentsThatAreInTheStore() {
        String question = ExampleEvent.of("answering", ExampleEvent.DOCUMENTS + 3)
                .getFirst()
                .data();

        assertThat(question).contains("of mill 0003?");
        assertThat(ExampleEvent.of("embedding", 3).getFirst().data()).contains("The wheel of mill 0003");
    }

    private static JsonNode data(String function, int number) throws IOException {
        return JSON.readTree(ExampleEvent.of(function, number).getFirst().data());
    }
}
