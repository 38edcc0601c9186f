package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.TextPrefixes;
import io.millrace.core.text.Span;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrefixedEmbedderTest {

    private static final TextPrefixes BGE =
            new TextPrefixes("Represent this sentence for searching relevant passages: ", "");
    private static final TextPrefixes E5 = new TextPrefixes("query: ", "passage: ");

    private static final String OPENAI_ANSWER = "{\"data\":[{\"index\":0,\"embedding\":[1]}]}";

    static Stream<Arguments> protocols() {
        return Stream.of(
                protocol("openai", OpenAiEmbedder::new, OPENAI_ANSWER),
                protocol(
                        "openai-strict",
                        endpoint -> new OpenAiEmbedder(endpoint, EmbeddingsApi.STRICT, Optional.empty()),
                        OPENAI_ANSWER),
                protocol("tei", TeiEmbedder::new, "[[1]]"),
                protocol(
                        "triton",
                        TritonEmbedder::new,
                        "{\"outputs\":[{\"name\":\"embedding\",\"datatype\":\"FP32\",\"shape\":[1,1],\"data\":[1]}]}"));
    }

    private static Arguments protocol(String name, Function<ModelEndpoint, Embedder> client, String answer) {
        return Arguments.argumentSet(name, client, answer);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void aQuestionGoesBehindItsPrefixAndAPassageBehindItsOwn(Function<ModelEndpoint, Embedder> client, String answer)
            throws Exception {
        try (FakeServer server =
                new FakeServer().answers(200, answer).answers(200, answer).answers(200, answer)) {
            Embedder bge = new PrefixedEmbedder(client.apply(server.endpoint()), BGE);
            bge.embedQuestion("why?");
            bge.embedPassages(List.of(new PassageText("because", List.of())));
            new PrefixedEmbedder(client.apply(server.endpoint()), E5)
                    .embedPassages(List.of(new PassageText("because", List.of())));

            assertThat(server.body()).contains("\"Represent this sentence for searching relevant passages: why?\"");
            assertThat(server.body()).contains("\"because\"");
            assertThat(server.body()).contains("\"passage: because\"");
        }
    }

    @Test
    void sentencesAreWhereThePassageHasThem() throws Exception {
        try (FakeServer server = new FakeServer().answers(200, OPENAI_ANSWER)) {
            new PrefixedEmbedder(new OpenAiEmbedder(server.endpoint()), E5)
                    .embedPassages(List.of(new PassageText("It is. So.", List.of(new Span(0, 6), new Span(7, 10)))));

            assertThat(server.body()).contains("\"sentences\":[[[9,15],[16,19]]]");
        }
    }

    @Test
    void onlyWhatGoesBeforePassagesChangesTheirConfiguration() {
        OpenAiEmbedder plain = new OpenAiEmbedder(
                new ModelEndpoint(URI.create("http://127.0.0.1:1"), "bge-large-en-v1.5", Duration.ofSeconds(1)));

        assertThat(new PrefixedEmbedder(plain, BGE).passageConfiguration())
                .isEqualTo(plain.passageConfiguration())
                .isEqualTo("bge-large-en-v1.5");
        assertThat(new PrefixedEmbedder(plain, E5).passageConfiguration())
                .isEqualTo("bge-large-en-v1.5;prefix=passage: ");
        assertThat(new PrefixedEmbedder(plain, E5).model()).isEqualTo("bge-large-en-v1.5");
    }
}
