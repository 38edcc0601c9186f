package io.millrace.modelserver;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.millrace.catalog.CatalogEntry;
import io.millrace.catalog.CatalogEntry.Pooling;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A BERT-like encoder. One text a run: the quantised weights' activations are scaled over the whole batch, so
 * a text's vector would depend on its neighbours; and on a CPU batching does not help anyway.
 */
final class EmbeddingModel implements AutoCloseable {

    private final String id;
    private final CatalogEntry.Embedding shape;
    private final WordPieces wordPieces;
    private final WordCounts wordCounts;
    private final OnnxModel model;

    EmbeddingModel(CatalogEntry entry, Path folder) throws IOException {
        this.id = entry.id();
        this.shape = Objects.requireNonNull(entry.embedding(), entry.id());
        // A vector for each token: [texts, tokens, dimension].
        this.model = new OnnxModel(folder.resolve(entry.file("model").name()), dimensions -> dimensions == 3);
        this.wordPieces = new WordPieces(folder.resolve(entry.file("tokenizer").name()));
        this.wordCounts = new WordCounts(wordPieces);
    }

    WordPieces wordPieces() {
        return wordPieces;
    }

    WordCounts wordCounts() {
        return wordCounts;
    }

    CatalogEntry.Embedding shape() {
        return shape;
    }

    /** What the model reads before a text. */
    String prefix(TextBatch.Kind kind) {
        return switch (kind) {
            case QUESTION -> shape.beforeQuestion();
            case PASSAGE -> shape.beforePassage();
        };
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

    /** One thread's buffers, used again for each text. */
    final class Lane implements AutoCloseable {

        private final TokenInputs inputs = model.inputs(shape.window());
        private final FloatBuffer states = TokenInputs.direct(shape.window() * shape.dimension() * Float.BYTES)
                .asFloatBuffer();
        private final float[] tokenVectors = new float[shape.window() * shape.dimension()];
        private final @Nullable OnnxTensor[] outputs = new OnnxTensor[shape.window() + 1];

        /** @param prefix what the model reads before the text; its tokens are of no sentence and not counted */
        TextVectors embed(PassageText text, String prefix) throws OrtException {
            WordPieces.Window window = wordPieces.window(prefix + text.text(), shape.window());
            int length = window.ids().length;
            model.run(inputs.of(window.ids()), output(length));
            states.get(0, tokenVectors, 0, length * shape.dimension());
            List<QuantizedEmbedding> sentences =
                    new ArrayList<>(text.sentences().size());
            for (Span sentence : text.sentences()) {
                sentences.add(QuantizedEmbedding.of(meanWithin(sentence.plus(prefix.length()), window)));
            }
            float[] vector = shape.pooling() == Pooling.CLS ? first() : mean(length);
            return new TextVectors(vector, sentences, length - 2 - within(prefix, window), window.cut());
        }

        void warmUp() throws OrtException {
            TextVectors vectors = embed(new PassageText("Water turns the wheel.", List.of()), "");
            for (float value : vectors.raw()) {
                if (!Float.isFinite(value)) {
                    throw new IllegalStateException("the embedder " + id
                            + " gives vectors that are no numbers; its files may be damaged (millrace models verify)");
                }
            }
        }

        private OnnxTensor output(int length) throws OrtException {
            OnnxTensor output = outputs[length];
            if (output == null) {
                output = OnnxTensor.createTensor(
                        model.environment(),
                        states.slice(0, length * shape.dimension()),
                        new long[] {1, length, shape.dimension()});
                outputs[length] = output;
            }
            return output;
        }

        private float[] first() {
            float[] vector = new float[shape.dimension()];
            add(0, vector);
            return vector;
        }

        private float[] mean(int length) {
            float[] sum = new float[shape.dimension()];
            for (int token = 0; token < length; token++) {
                add(token, sum);
            }
            return divide(sum, length);
        }

        private float[] meanWithin(Span span, WordPieces.Window window) {
            float[] sum = new float[shape.dimension()];
            int count = 0;
            for (int token = 1; token < window.ids().length - 1; token++) {
                if (window.starts()[token] >= span.start() && window.ends()[token] <= span.end()) {
                    add(token, sum);
                    count++;
                }
            }
            return count == 0 ? sum : divide(sum, count);
        }

        /** How many tokens the prefix has. */
        private static int within(String prefix, WordPieces.Window window) {
            int count = 0;
            while (count < window.ids().length - 2 && window.starts()[1 + count] < prefix.length()) {
                count++;
            }
            return count;
        }

        private void add(int token, float[] sum) {
            int base = token * sum.length;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += tokenVectors[base + i];
            }
        }

        private static float[] divide(float[] sum, int count) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] /= count;
            }
            return sum;
        }

        @Override
        public void close() {
            inputs.close();
            for (OnnxTensor output : outputs) {
                if (output != null) {
                    output.close();
                }
            }
        }
    }
}
