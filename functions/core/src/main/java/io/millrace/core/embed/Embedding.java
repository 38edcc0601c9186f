package io.millrace.core.embed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/** A unit-length vector of float32. Immutable. */
public final class Embedding {

    private final float[] values;

    private Embedding(float[] values) {
        this.values = values;
    }

    /**
     * Scales {@code values} to unit length.
     *
     * @throws IllegalArgumentException if it is empty, all zero or not finite
     */
    public static Embedding of(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw new IllegalArgumentException("a vector needs a finite length above zero, but its square is " + sum);
        }
        float[] unit = values.clone();
        if (Math.abs(sum - 1) > 1e-6) {
            float scale = (float) (1 / Math.sqrt(sum));
            for (int i = 0; i < unit.length; i++) {
                unit[i] *= scale;
            }
        }
        return new Embedding(unit);
    }

    /** Reads what {@link #toBase64} wrote. */
    public static Embedding fromBase64(String base64) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return of(values);
    }

    /** Little-endian float32 in base64, the form of OpenAI's {@code encoding_format: base64}. */
    public String toBase64() {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    public int dimension() {
        return values.length;
    }

    /** A copy of the components. */
    public float[] toArray() {
        return values.clone();
    }

    /** Cosine similarity, in −1..1. */
    public double cosine(Embedding other) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) values[i] * other.values[i];
        }
        return sum;
    }

    /** Cosine similarity with a vector whose length has been lost to quantisation, in −1..1. */
    public double cosine(QuantizedEmbedding other) {
        return other.cosine(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Embedding[" + values.length + "]";
    }
}
