package io.millrace.modelserver;

import ai.onnxruntime.OrtException;
import io.millrace.catalog.CatalogEntry;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the server serves once it is ready. */
final class LoadedModels implements AutoCloseable {

    private static final int MAX_WAITING_TEXTS = 2048;

    private final String embedderId;
    private final EmbeddingModel embedder;
    private final EmbeddingWorkers workers;
    private final @Nullable VectorCache cache;
    private final GeneratorState generator;

    private LoadedModels(
            String embedderId,
            EmbeddingModel embedder,
            EmbeddingWorkers workers,
            @Nullable VectorCache cache,
            GeneratorState generator) {
        this.embedderId = embedderId;
        this.embedder = embedder;
        this.workers = workers;
        this.cache = cache;
        this.generator = generator;
    }

    /** @param cache what was embedded before; null for none. Closed with the models. */
    static LoadedModels load(
            CatalogEntry embedderEntry,
            Path embedderFolder,
            @Nullable VectorCache cache,
            GeneratorState generator,
            int workers,
            Metrics metrics)
            throws IOException {
        EmbeddingModel embedder = new EmbeddingModel(embedderEntry, embedderFolder);
        return new LoadedModels(
                embedderEntry.id(),
                embedder,
                new EmbeddingWorkers(embedder, workers, MAX_WAITING_TEXTS, metrics),
                cache,
                generator);
    }

    String embedderId() {
        return embedderId;
    }

    EmbeddingModel embedder() {
        return embedder;
    }

    /** What gives texts their vectors. */
    TextEmbedder embedding() {
        return cache == null ? workers : new CachingEmbedder(workers, cache);
    }

    /** Texts in line. */
    int waiting() {
        return workers.waiting();
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
        try {
            embedder.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime can't close its session", e);
        }
    }
}
