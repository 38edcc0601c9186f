package io.millrace.runtime;

import io.millrace.client.HttpReranker;
import io.millrace.client.HttpTokenCounter;
import io.millrace.client.ModelEndpoint;
import io.millrace.client.OpenAiEmbedder;
import io.millrace.client.OpenAiGenerator;
import io.millrace.client.TeiEmbedder;
import io.millrace.core.answer.Generator;
import io.millrace.core.chunk.TokenCounter;
import io.millrace.core.embed.Embedder;
import io.millrace.core.rerank.Reranker;
import io.millrace.core.rerank.SentenceReranker;
import io.millrace.core.retrieve.RetrievalSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The models as functions use them: always over HTTP, on one machine as in the cluster. */
@Singleton
class ModelClients {

    @Produces
    @Singleton
    Embedder embedder(EmbedderConfig config) {
        return switch (config.protocol()) {
            case OPENAI -> new OpenAiEmbedder(endpoint(config));
            case TEI -> new TeiEmbedder(endpoint(config));
        };
    }

    @Produces
    @Singleton
    TokenCounter tokenCounter(EmbedderConfig config) {
        return new HttpTokenCounter(endpoint(config));
    }

    @Produces
    @Singleton
    Generator generator(GeneratorConfig config) {
        return new OpenAiGenerator(
                new ModelEndpoint(
                        config.url(),
                        config.model(),
                        config.timeout(),
                        config.apiKey().orElse(null)),
                config.trusted(),
                config.tokenizer());
    }

    @Produces
    @Singleton
    Reranker reranker(RerankerConfig config) {
        return config.url()
                .<Reranker>map(url -> new HttpReranker(
                        new ModelEndpoint(
                                url,
                                config.model(),
                                config.timeout(),
                                config.apiKey().orElse(null)),
                        config.api()))
                .orElseGet(SentenceReranker::new);
    }

    @Produces
    @Singleton
    RetrievalSettings retrieval(RerankerConfig config) {
        return config.url().isEmpty()
                ? RetrievalSettings.DEFAULT
                : RetrievalSettings.DEFAULT.withRerankWeight(config.weight());
    }

    private static ModelEndpoint endpoint(EmbedderConfig config) {
        return new ModelEndpoint(
                config.url(), config.model(), config.timeout(), config.apiKey().orElse(null));
    }
}
