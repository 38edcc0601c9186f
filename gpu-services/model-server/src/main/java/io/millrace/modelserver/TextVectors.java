package io.millrace.modelserver;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a forward pass gives for one text. */
final class TextVectors {

    private static final int HEAD = 4 * Integer.BYTES;

    private final float[] mean;
    private final List<QuantizedEmbedding> sentences;
    private final int tokens;
    private final int tokensCut;

    /** Takes {@code mean} over without a copy. */
    TextVectors(float[] mean, List<QuantizedEmbedding> sentences, int tokens, int tokensCut) {
        this.mean = mean;
        this.sentences = List.copyOf(sentences);
        this.tokens = tokens;
        this.tokensCut = tokensCut;
    }

    /** Takes over bytes that {@link #toBytes} gave. */
    static TextVectors ofBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int tokens = in.getInt();
        int tokensCut = in.getInt();
        float[] mean = new float[in.getInt()];
        int sentences = in.getInt();
        for (int i = 0; i < mean.length; i++) {
            mean[i] = in.getFloat();
        }
        List<QuantizedEmbedding> vectors = new ArrayList<>(sentences);
        for (int i = 0; i < sentences; i++) {
            byte[] sentence = new byte[mean.length];
            in.get(sentence);
            vectors.add(QuantizedEmbedding.ofBytes(sentence));
        }
        return new TextVectors(mean, vectors, tokens, tokensCut);
    }

    byte[] toBytes() {
        int dimension = mean.length;
        ByteBuffer out = ByteBuffer.allocate(HEAD + dimension * (Float.BYTES + sentences.size()));
        out.putInt(tokens).putInt(tokensCut).putInt(dimension).putInt(sentences.size());
        for (float value : mean) {
            out.putFloat(value);
        }
        for (QuantizedEmbedding sentence : sentences) {
            out.put(sentence.toBytes());
        }
        return out.array();
    }

    /** The mean of the token vectors, special tokens among them, scaled to unit length. */
    Embedding vector() {
        return Embedding.of(mean);
    }

    /** The same, not scaled. */
    float[] mean() {
        return mean.clone();
    }

    /** One for each span asked for; all zeros where no token that was read lies in the span. */
    List<QuantizedEmbedding> sentences() {
        return sentences;
    }

    /** Tokens that were read, special ones left out. */
    int tokens() {
        return tokens;
    }

    /** Tokens that did not fit the window. */
    int tokensCut() {
        return tokensCut;
    }
}
