package io.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.client.HttpReranker;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.client.OpenAiGenerator;
import io.millrace.client.TeiEmbedder;
import io.millrace.client.TritonEmbedder;
import io.millrace.client.TritonGenerator;
import io.millrace.core.answer.Generator;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.TextPrefixes;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.rerank.SentenceReranker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which server is spoken to is configuration alone. */
class ModelClientsTest {

    private static final ModelClients CLIENTS = new ModelClients(new RequestTrace(), new PrometheusRegistry());

    @Test
    void whatIsSetNowhereIsSpokenToAsOurs() {
        assertThat(embedder()).isInstanceOf(OpenAiEmbedder.class);
        assertThat(generator()).isInstanceOf(OpenAiGenerator.class);
        assertThat(reranker()).isInstanceOf(SentenceReranker.class);
    }

    @Test
    void theEmbeddersProtocolIsChosen() {
        assertThat(embedder("millrace.embedder.protocol", "tei", "millrace.embedder.hedge-after", "50ms"))
                .isInstanceOf(TeiEmbedder.class);
        assertThat(embedder("millrace.embedder.protocol", "openai-strict")).isInstanceOf(OpenAiEmbedder.class);
        assertThat(embedder("millrace.embedder.protocol", "triton", "millrace.embedder.tokenizer", "vllm"))
                .isInstanceOf(TritonEmbedder.class);
    }

    @Test
    void whatGoesBeforeTextsIsSetForEachProtocolWithItsBlanks() {
        for (String protocol : List.of("openai", "openai-strict", "tei", "triton")) {
            Embedder embedder = embedder(
                    "millrace.embedder.protocol", protocol,
                    "millrace.embedder.query-prefix", "Instruct: find\nQuery: ",
                    "millrace.embedder.passage-prefix", "passage: ");

            assertThat(embedder.prefixes()).isEqualTo(new TextPrefixes("Instruct: find\nQuery: ", "passage: "));
        }
        assertThat(embedder().prefixes()).isEqualTo(TextPrefixes.NONE);
    }

    @Test
    void theGeneratorsApiIsChosen() {
        assertThat(generator(
                        "millrace.generator.api", "triton",
                        "millrace.generator.chat-template", "llama-3",
                        "millrace.generator.model", "llama-3.1-8b-instruct"))
                .isInstanceOf(TritonGenerator.class)
                .extracting(Generator::model)
                .isEqualTo("llama-3.1-8b-instruct");
    }

    @Test
    void severalAddressesAreSeparatedByCommas() {
        assertThat(reranker(
                        "millrace.reranker.url", "http://a:8080,http://b:8080",
                        "millrace.reranker.api", "triton",
                        "millrace.reranker.idle-connections", "4",
                        "millrace.reranker.http2-prior-knowledge", "true"))
                .isInstanceOf(HttpReranker.class);
        assertThatThrownBy(() -> embedder("millrace.embedder.url", "http://a,b:80"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("millrace.embedder")
                .hasMessageContaining("'b:80'");
    }

    @Test
    void namesSettingsThatContradictEachOther() {
        assertThatThrownBy(() -> generator("millrace.generator.api", "triton", "millrace.generator.tokenizer", "vllm"))
                .hasMessageContaining("millrace.generator.tokenizer")
                .hasMessageContaining("millrace.generator.api");
        assertThatThrownBy(() -> generator("millrace.generator.api", "triton", "millrace.generator.thinks", "true"))
                .hasMessageContaining("millrace.generator.thinks")
                .hasMessageContaining("qwen-3");
        assertThatThrownBy(() -> reranker(
                        "millrace.reranker.url", "https://a", "millrace.reranker.http2-prior-knowledge", "true"))
                .hasMessageContaining("millrace.reranker")
                .hasMessageContaining("https://a");
    }

    private static Embedder embedder(String... keysAndValues) {
        EmbedderConfig config = read(EmbedderConfig.class, keysAndValues);
        assertThat(CLIENTS.tokenCounter(config)).isNotNull();
        return CLIENTS.embedder(config);
    }

    private static Generator generator(String... keysAndValues) {
        return CLIENTS.generator(read(GeneratorConfig.class, keysAndValues));
    }

    private static Reranker reranker(String... keysAndValues) {
        return CLIENTS.reranker(read(RerankerConfig.class, keysAndValues));
    }

    private static <T> T read(Class<T> mapping, String... keysAndValues) {
        // Quarkus reads "60s"; by itself SmallRye wants "PT60S".
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(mapping);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            builder.withDefaultValue(keysAndValues[i], keysAndValues[i + 1]);
        }
        return builder.build().getConfigMapping(mapping);
    }
}
