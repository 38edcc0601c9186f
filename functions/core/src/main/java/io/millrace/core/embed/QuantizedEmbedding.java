package io.millrace.core.embed;

import java.util.Arrays;

/** The direction of a vector in signed bytes: each component ÷ the largest magnitude × 127. Immutable. */
public final class QuantizedEmbedding {

    private final byte[] values;
    private final double length;

    private QuantizedEmbedding(byte[] values) {
        this.values = values;
        long sum = 0;
        for (byte value : values) {
            sum += value * value;
        }
        this.length = Math.sqrt((double) sum);
    }

    /** Quantises a vector of any length above zero. */
    public static QuantizedEmbedding of(float[] vector) {
        float largest = 0;
        for (float value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        byte[] values = new byte[vector.length];
        if (largest > 0) {
            for (int i = 0; i < vector.length; i++) {
                values[i] = (byte) Math.round(vector[i] / largest * 127);
            }
        }
        return new QuantizedEmbedding(values);
    }

    /** Takes over bytes that {@link #toBytes} gave. */
    public static QuantizedEmbedding ofBytes(byte[] bytes) {
        return new QuantizedEmbedding(bytes.clone());
    }

    public byte[] toBytes() {
        return values.clone();
    }

    public int dimension() {
        return values.length;
    }

    /** Adds this direction, {@code weight} long, to {@code sum}; nothing where it is all zero. */
    public void addTo(float[] sum, float weight) {
        if (length == 0) {
            return;
        }
        float scale = (float) (weight / length);
        for (int i = 0; i < values.length; i++) {
            sum[i] += values[i] * scale;
        }
    }

    double cosine(float[] unit) {
        if (length == 0) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * unit[i];
        }
        return sum / length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantizedEmbedding that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "QuantizedEmbedding[" + values.length + "]";
    }
}
