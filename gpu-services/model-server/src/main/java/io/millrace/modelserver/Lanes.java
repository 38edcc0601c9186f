package io.millrace.modelserver;

import ai.onnxruntime.OrtException;
import org.jspecify.annotations.Nullable;

/**
 * One worker's place in each model.
 *
 * @param reranking null where no reranker is served
 */
record Lanes(EmbeddingModel.Lane embedding, RerankingModel.@Nullable Lane reranking) implements AutoCloseable {

    static Lanes of(EmbeddingModel embedder, @Nullable RerankingModel reranker) {
        return new Lanes(embedder.lane(), reranker == null ? null : reranker.lane());
    }

    /** A real inference of each model: the first one sets its memory up, and shows whether the model gives what the catalog says. */
    void warmUp() throws OrtException {
        embedding.warmUp();
        if (reranking != null) {
            reranking.warmUp();
        }
    }

    @Override
    public void close() {
        embedding.close();
        if (reranking != null) {
            reranking.close();
        }
    }
}
