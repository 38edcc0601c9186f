package io.millrace.testkit;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import java.util.Random;

/** Random directions, the same for the same seed. */
public final class SampleVectors {

    /** What all-MiniLM-L6-v2 gives. */
    public static final int DIMENSION = 384;

    private SampleVectors() {}

    /** A unit vector of {@link #DIMENSION} components. */
    public static Embedding unit(long seed) {
        return Embedding.of(gaussian(seed));
    }

    /** A vector as sentences have it. */
    public static QuantizedEmbedding quantized(long seed) {
        return QuantizedEmbedding.of(gaussian(seed));
    }

    private static float[] gaussian(long seed) {
        Random random = new Random(seed);
        float[] values = new float[DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
