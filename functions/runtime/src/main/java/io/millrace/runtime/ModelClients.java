package io.millrace.runtime;

import io.millrace.client.EmbeddingsApi;
import io.millrace.client.HttpReranker;
import io.millrace.client.HttpSettings;
import io.millrace.client.HttpTokenCounter;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.client.OpenAiGenerator;
import io.millrace.client.PrefixedEmbedder;
import io.millrace.client.TeiEmbedder;
import io.millrace.client.TokenizeApi;
import io.millrace.client.TraceContext;
import io.millrace.client.TritonEmbedder;
import io.millrace.client.TritonGenerator;
import io.millrace.core.answer.Generator;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.embed.Embedder;
import io.millrace.core.embed.TextPrefixes;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.retrieve.RetrievalSettings;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** The models as functions use them: always over HTTP, on one machine as in the cluster. Which server is spoken to is configuration alone. */
@Singleton
class ModelClients {

    private final TraceContext trace;
    private final Counter calls;

    ModelClients(RequestTrace trace, PrometheusRegistry metrics) {
        this.trace = trace;
        this.calls = Counter.builder()
                .name("millrace_model_calls_total")
                .help("Calls to models' servers, by how they ended: ok, or the code of the problem")
                .labelNames("model", "outcome")
                .withoutExemplars()
                .register(metrics);
    }

    @Produces
    @Singleton
    Embedder embedder(EmbedderConfig config) {
        ModelEndpoint endpoint = endpoint(config);
        Embedder embedder = switch (config.protocol()) {
            case OPENAI -> new OpenAiEmbedder(endpoint, EmbeddingsApi.EXTENDED, config.hedgeAfter());
            case OPENAI_STRICT -> new OpenAiEmbedder(endpoint, EmbeddingsApi.STRICT, config.hedgeAfter());
            case TEI -> new TeiEmbedder(endpoint, config.sentenceVectors(), config.hedgeAfter());
            case TRITON -> new TritonEmbedder(endpoint);
        };
        TextPrefixes prefixes = config.prefixes();
        return prefixes.equals(TextPrefixes.NONE) ? embedder : new PrefixedEmbedder(embedder, prefixes);
    }

    @Produces
    @Singleton
    TokenCounter tokenCounter(EmbedderConfig config) {
        TokenizeApi usual = switch (config.protocol()) {
            case OPENAI, OPENAI_STRICT, TEI -> TokenizeApi.TEI;
            case TRITON -> TokenizeApi.TRITON;
        };
        return new HttpTokenCounter(endpoint(config), config.tokenizer().orElse(usual));
    }

    @Produces
    @Singleton
    Generator generator(GeneratorConfig config) {
        ModelEndpoint endpoint = endpoint("generator", config.url(), config.model(), config.timeout(), config);
        return switch (config.api()) {
            case OPENAI -> new OpenAiGenerator(endpoint, config.trusted(), config.tokenizer(), config.thinks());
            case TRITON -> {
                if (config.tokenizer() != OpenAiGenerator.Tokenizer.NONE) {
                    throw new IllegalArgumentException(
                            "millrace.generator.tokenizer must be none with millrace.generator.api=triton, which has none, but is "
                                    + config.tokenizer());
                }
                if (config.thinks()) {
                    throw new IllegalArgumentException(
                            "millrace.generator.thinks must be false with millrace.generator.api=triton; there millrace.generator.chat-template=qwen-3 is what keeps a model from thinking");
                }
                yield new TritonGenerator(endpoint, config.trusted(), config.chatTemplate(), config.tritonModel());
            }
        };
    }

    @Produces
    @Singleton
    Reranker reranker(RerankerConfig config) {
        return config.url()
                .<Reranker>map(url -> new HttpReranker(
                        endpoint("reranker", url, config.model(), config.timeout(), config), config.api()))
                .orElseGet(SentenceReranker::new);
    }

    @Produces
    @Singleton
    RetrievalSettings retrieval(RerankerConfig config) {
        return config.url().isEmpty()
                ? RetrievalSettings.DEFAULT
                : RetrievalSettings.DEFAULT.withRerankWeight(config.weight());
    }

    private ModelEndpoint endpoint(EmbedderConfig config) {
        return endpoint("embedder", config.url(), config.model(), config.timeout(), config);
    }

    private ModelEndpoint endpoint(
            String role, List<URI> urls, String model, Duration timeout, ModelServiceConfig config) {
        try {
            return new ModelEndpoint(
                    urls,
                    model,
                    timeout,
                    config.apiKey().orElse(null),
                    new HttpSettings(
                            config.idleConnections(),
                            config.http2PriorKnowledge(),
                            trace,
                            outcome -> calls.labelValues(role, outcome).inc()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("millrace." + role + ".*: " + e.getMessage(), e);
        }
    }
}
