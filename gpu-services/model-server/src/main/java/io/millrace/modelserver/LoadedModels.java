package io.millrace.modelserver;

import ai.onnxruntime.OrtException;
import io.millrace.catalog.CatalogEntry;
import java.io.IOException;
import java.nio.file.Path;

/** What the server serves once it is ready. */
final class LoadedModels implements AutoCloseable {

    private static final int MAX_WAITING_TEXTS = 2048;

    private final String embedderId;
    private final EmbeddingModel embedder;
    private final EmbeddingWorkers workers;
    private final GeneratorState generator;

    private LoadedModels(
            String embedderId, EmbeddingModel embedder, EmbeddingWorkers workers, GeneratorState generator) {
        this.embedderId = embedderId;
        this.embedder = embedder;
        this.workers = workers;
        this.generator = generator;
    }

    static LoadedModels load(
            CatalogEntry embedderEntry, Path embedderFolder, GeneratorState generator, int workers, Metrics metrics)
            throws IOException {
        EmbeddingModel embedder = new EmbeddingModel(embedderEntry, embedderFolder);
        return new LoadedModels(
                embedderEntry.id(),
                embedder,
                new EmbeddingWorkers(embedder, workers, MAX_WAITING_TEXTS, metrics),
                generator);
    }

    String embedderId() {
        return embedderId;
    }

    EmbeddingModel embedder() {
        return embedder;
    }

    EmbeddingWorkers workers() {
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
        try {
            embedder.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime can't close its session", e);
        }
    }
}
