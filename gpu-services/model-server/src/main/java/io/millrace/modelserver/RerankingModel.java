package io.millrace.modelserver;

import ai.onnxruntime.OrtException;
import io.millrace.catalog.CatalogEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** A cross-encoder: reads a question and a passage together and says how well they fit. One pair a run, for the reasons that {@link EmbeddingModel} has. */
final class RerankingModel implements AutoCloseable {

    private final String id;
    private final int window;
    private final WordPieces wordPieces;
    private final OnnxModel model;

    RerankingModel(CatalogEntry entry, Path folder) throws IOException {
        this.id = entry.id();
        this.window = Objects.requireNonNull(entry.reranking(), entry.id()).window();
        // [pairs] or [pairs, 1]
        this.model = new OnnxModel(folder.resolve(entry.file("model").name()), dimensions -> dimensions <= 2);
        this.wordPieces = new WordPieces(folder.resolve(entry.file("tokenizer").name()));
    }

    /** The most tokens of a pair that are read, special ones included. */
    int window() {
        return window;
    }

    WordPieces wordPieces() {
        return wordPieces;
    }

    /**
     * @param logit any finite number; more is better
     * @param tokens that were read, special ones included
     * @param tokensCut that did not fit
     */
    record Score(float logit, int tokens, int tokensCut) {

        /** Between 0 and 1. */
        double probability() {
            return 1 / (1 + Math.exp(-logit));
        }
    }

    /** A place to run in, for one thread at a time. */
    Lane lane() {
        return new Lane();
    }

    @Override
    public void close() {
        model.close();
        wordPieces.close();
    }

    /** One thread's buffers. */
    final class Lane implements AutoCloseable {

        private final TokenInputs inputs = model.inputs(window);

        Score score(String question, String passage) throws OrtException {
            WordPieces.Pair pair = wordPieces.pair(question, passage, window);
            float[] logits = model.run(inputs.of(pair));
            if (logits.length != 1 || !Float.isFinite(logits[0])) {
                throw new IllegalStateException("the reranker " + id + " gives " + logits.length
                        + " scores a pair, or none that is a number; one is wanted");
            }
            return new Score(logits[0], pair.ids().length, pair.cut());
        }

        void warmUp() throws OrtException {
            score("What turns the wheel?", "Water does.");
        }

        @Override
        public void close() {
            inputs.close();
        }
    }
}
