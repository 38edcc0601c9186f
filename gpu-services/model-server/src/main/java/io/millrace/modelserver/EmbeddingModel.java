package io.millrace.modelserver;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.millrace.catalog.CatalogEntry;
import io.millrace.core.embed.PassageText;
import io.millrace.core.embed.QuantizedEmbedding;
import io.millrace.core.text.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A BERT-like encoder under ONNX Runtime. One text a run: the quantised weights' activations are scaled over the whole batch, so
 * a text's vector would depend on its neighbours; and on a CPU batching does not help anyway. One thread a run, many runs at once.
 */
final class EmbeddingModel implements AutoCloseable {

    private static final Map<String, String> SESSION = Map.of(
            "session.intra_op.allow_spinning", "0",
            "session.inter_op.allow_spinning", "0");

    private final CatalogEntry.Embedding shape;
    private final WordPieces wordPieces;
    private final WordCounts wordCounts;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String output;

    EmbeddingModel(CatalogEntry entry, Path folder) throws IOException {
        this.shape = Objects.requireNonNull(entry.embedding(), entry.id());
        if (shape.pooling() != CatalogEntry.Pooling.MEAN) {
            throw new IOException("model " + entry.id()
                    + " takes the vector of its first token, and only the mean is known here; choose another");
        }
        this.environment = OrtEnvironment.getEnvironment();
        this.wordPieces = new WordPieces(folder.resolve(entry.file("tokenizer").name()));
        this.wordCounts = new WordCounts(wordPieces);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            for (Map.Entry<String, String> entryOfSession : SESSION.entrySet()) {
                options.addConfigEntry(entryOfSession.getKey(), entryOfSession.getValue());
            }
            this.session = environment.createSession(
                    folder.resolve(entry.file("model").name()).toString(), options);
            this.output = session.getOutputNames().iterator().next();
        } catch (OrtException e) {
            wordPieces.close();
            throw new IOException("ONNX Runtime can't load " + folder + ": " + e.getMessage(), e);
        }
    }

    WordPieces wordPieces() {
        return wordPieces;
    }

    WordCounts wordCounts() {
        return wordCounts;
    }

    /** The most tokens that are read of a text, the two special ones included. */
    int window() {
        return shape.window();
    }

    /** A place to run in, for one thread at a time. */
    Lane lane() {
        return new Lane();
    }

    @Override
    public void close() throws OrtException {
        session.close();
        wordPieces.close();
    }

    /** One thread's buffers, used again for each text. */
    final class Lane implements AutoCloseable {

        private final LongBuffer ids = longs();
        private final LongBuffer mask = longs();
        private final LongBuffer types = longs();
        private final FloatBuffer states =
                direct(shape.window() * shape.dimension() * Float.BYTES).asFloatBuffer();
        private final float[] tokenVectors = new float[shape.window() * shape.dimension()];
        private final @Nullable Tensors[] byLength = new Tensors[shape.window() + 1];

        private Lane() {
            for (int i = 0; i < shape.window(); i++) {
                mask.put(i, 1L);
            }
        }

        TextVectors embed(PassageText text) throws OrtException {
            WordPieces.Window window = wordPieces.window(text.text(), shape.window());
            int length = window.ids().length;
            ids.put(0, window.ids());
            Tensors tensors = byLength[length];
            if (tensors == null) {
                tensors = new Tensors(length);
                byLength[length] = tensors;
            }
            session.run(tensors.inputs, Set.of(), tensors.outputs).close();
            states.get(0, tokenVectors, 0, length * shape.dimension());
            List<QuantizedEmbedding> sentences =
                    new ArrayList<>(text.sentences().size());
            for (Span sentence : text.sentences()) {
                sentences.add(QuantizedEmbedding.of(meanWithin(sentence, window)));
            }
            return new TextVectors(mean(length), sentences, length - 2, window.cut());
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
            for (Tensors tensors : byLength) {
                if (tensors != null) {
                    tensors.close();
                }
            }
        }

        private LongBuffer longs() {
            return direct(shape.window() * Long.BYTES).asLongBuffer();
        }

        private static ByteBuffer direct(int bytes) {
            return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }

        /** Views of the buffers for texts of one length, so that no call copies or allocates on the native side. */
        private final class Tensors implements AutoCloseable {

            private final Map<String, OnnxTensor> inputs;
            private final Map<String, OnnxTensor> outputs;

            Tensors(int length) throws OrtException {
                long[] form = {1, length};
                inputs = Map.of(
                        "input_ids", OnnxTensor.createTensor(environment, ids.slice(0, length), form),
                        "attention_mask", OnnxTensor.createTensor(environment, mask.slice(0, length), form),
                        "token_type_ids", OnnxTensor.createTensor(environment, types.slice(0, length), form));
                outputs = Map.of(
                        output,
                        OnnxTensor.createTensor(environment, states.slice(0, length * shape.dimension()), new long[] {
                            1, length, shape.dimension()
                        }));
            }

            @Override
            public void close() {
                inputs.values().forEach(OnnxTensor::close);
                outputs.values().forEach(OnnxTensor::close);
            }
        }
    }
}
