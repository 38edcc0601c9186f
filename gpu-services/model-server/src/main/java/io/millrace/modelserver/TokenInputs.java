package io.millrace.modelserver;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One thread's input buffers of a model, used again for each text; with views of them for each length, so that no call copies or allocates on the native side. */
final class TokenInputs implements AutoCloseable {

    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";
    static final String TYPES = "token_type_ids";

    private final OrtEnvironment environment;
    private final Set<String> wanted;
    private final LongBuffer ids;
    private final LongBuffer mask;
    private final LongBuffer types;
    private final @Nullable Map<String, OnnxTensor>[] byLength;

    /** @param wanted of {@link #IDS}, {@link #MASK} and {@link #TYPES} */
    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
    TokenInputs(OrtEnvironment environment, Set<String> wanted, int window) {
        this.environment = environment;
        this.wanted = wanted;
        this.ids = longs(window);
        this.mask = longs(window);
        this.types = longs(window);
        this.byLength = new Map[window + 1];
        for (int i = 0; i < window; i++) {
            mask.put(i, 1L);
        }
    }

    /** Of one text, each token of which is read. */
    Map<String, OnnxTensor> of(long[] tokens) throws OrtException {
        ids.put(0, tokens);
        Map<String, OnnxTensor> views = byLength[tokens.length];
        if (views == null) {
            views = views(tokens.length);
            byLength[tokens.length] = views;
        }
        return views;
    }

    /** Of a pair of texts. */
    Map<String, OnnxTensor> of(WordPieces.Pair pair) throws OrtException {
        types.put(0, pair.types());
        return of(pair.ids());
    }

    private Map<String, OnnxTensor> views(int length) throws OrtException {
        long[] form = {1, length};
        Map<String, OnnxTensor> views = new HashMap<>();
        for (String name : wanted) {
            LongBuffer whole = switch (name) {
                case IDS -> ids;
                case MASK -> mask;
                default -> types;
            };
            views.put(name, OnnxTensor.createTensor(environment, whole.slice(0, length), form));
        }
        return views;
    }

    private static LongBuffer longs(int window) {
        return direct(window * Long.BYTES).asLongBuffer();
    }

    static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        for (Map<String, OnnxTensor> views : byLength) {
            if (views != null) {
                views.values().forEach(OnnxTensor::close);
            }
        }
    }
}
