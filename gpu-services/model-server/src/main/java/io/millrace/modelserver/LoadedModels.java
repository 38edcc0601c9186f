package io.millrace.modelserver;

import io.millrace.catalog.CatalogEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the server serves once it is ready. */
final class LoadedModels implements AutoCloseable {

    /** How many texts may wait of each urgency, unless somebody says otherwise. */
    static final int MAX_WAITING_TEXTS = 2048;

    private final String embedderId;
    private final EmbeddingModel embedder;
    private final @Nullable Reranker reranker;
    private final ModelWorkers workers;
    private final TextEmbedder embedding;
    private final @Nullable VectorCache cache;
    private final GeneratorState generator;

    /**
     * A model and where its files lie.
     */
    record Files(CatalogEntry entry, Path folder) {}

    /** A cross-encoder. */
    record Reranker(String id, RerankingModel model, PairScorer scorer) {}

    /**
     * @param workers threads that run models
     * @param maxWaiting texts in line, of each urgency
     */
    record Size(int workers, int maxWaiting) {}

    private LoadedModels(
            Files embedderFiles,
            EmbeddingModel embedder,
            @Nullable Reranker reranker,
            ModelWorkers workers,
            @Nullable VectorCache cache,
            GeneratorState generator,
            Metrics metrics) {
        this.embedderId = embedderFiles.entry().id();
        this.embedder = embedder;
        this.reranker = reranker;
        this.workers = workers;
        this.cache = cache;
        this.generator = generator;
        TextEmbedder computing = new ComputingEmbedder(embedder, workers, metrics);
        this.embedding = cache == null ? computing : new CachingEmbedder(computing, cache);
    }

    /**
     * Returns once each worker has run each model.
     *
     * @param rerankerFiles null for none
     * @param cache what was embedded before; null for none. Closed with the models
     */
    static LoadedModels load(
            Files embedderFiles,
            @Nullable Files rerankerFiles,
            @Nullable VectorCache cache,
            GeneratorState generator,
            Size size,
            Metrics metrics)
            throws IOException, InterruptedException {
        EmbeddingModel embedder = new EmbeddingModel(embedderFiles.entry(), embedderFiles.folder());
        RerankingModel ranking = rerankerFiles == null ? null : reranking(rerankerFiles, embedder);
        ModelWorkers workers =
                new ModelWorkers(() -> Lanes.of(embedder, ranking), size.workers(), size.maxWaiting(), metrics);
        Reranker reranker = rerankerFiles == null || ranking == null
                ? null
                : new Reranker(rerankerFiles.entry().id(), ranking, new PairScorer(workers, metrics));
        LoadedModels loaded = new LoadedModels(embedderFiles, embedder, reranker, workers, cache, generator, metrics);
        try {
            workers.awaitWarm();
            return loaded;
        } catch (IllegalStateException e) {
            loaded.close();
            throw new IOException(e.getMessage(), e);
        }
    }

    private static RerankingModel reranking(Files files, EmbeddingModel embedder) throws IOException {
        try {
            return new RerankingModel(files.entry(), files.folder());
        } catch (IOException e) {
            embedder.close();
            throw e;
        }
    }

    String embedderId() {
        return embedderId;
    }

    EmbeddingModel embedder() {
        return embedder;
    }

    /** What gives texts their vectors. */
    TextEmbedder embedding() {
        return embedding;
    }

    Optional<Reranker> reranker() {
        return Optional.ofNullable(reranker);
    }

    ModelWorkers workers() {
        return workers;
    }

    GeneratorState generator() {
        return generator;
    }

    @Override
    public void close() {
        if (generator instanceof GeneratorState.Ready(LlamaGenerator ready)) {
            ready.close();
        }
        workers.close();
        if (cache != null) {
            cache.close();
        }
        if (reranker != null) {
            reranker.model().close();
        }
        embedder.close();
    }
}
