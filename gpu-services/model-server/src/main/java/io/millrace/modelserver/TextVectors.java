package io.millrace.modelserver;

import io.millrace.core.embed.Embedding;
import io.millrace.core.embed.QuantizedEmbedding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a forward pass gives for one text. */
final class TextVectors {

    private static final int HEAD = 4 * Integer.BYTES;

    private final float[] raw;
    private final List<QuantizedEmbedding> sentences;
    private final int tokens;
    private final int tokensCut;

    /** Takes {@code raw} over without a copy. */
    TextVectors(float[] raw, List<QuantizedEmbedding> sentences, int tokens, int tokensCut) {
        this.raw = raw;
        this.sentences = List.copyOf(sentences);
        this.tokens = tokens;
        this.tokensCut = tokensCut;
    }

    /** Takes over bytes that {@link #toBytes} gave. */
    static TextVectors ofBytes(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int tokens = in.getInt();
        int tokensCut = in.getInt();
        float[] raw = new float[in.getInt()];
        int sentences = in.getInt();
        for (int i = 0; i < raw.length; i++) {
            raw[i] = in.getFloat();
        }
        List<QuantizedEmbedding> vectors = new ArrayList<>(sentences);
        for (int i = 0; i < sentences; i++) {
            byte[] sentence = new byte[raw.length];
            in.get(sentence);
            vectors.add(QuantizedEmbedding.ofBytes(sentence));
        }
        return new TextVectors(raw, vectors, tokens, tokensCut);
    }

    byte[] toBytes() {
        int dimension = raw.length;
        ByteBuffer out = ByteBuffer.allocate(HEAD + dimension * (Float.BYTES + sentences.size()));
        out.putInt(tokens).putInt(tokensCut).putInt(dimension).putInt(sentences.size());
        for (float value : raw) {
            out.putFloat(value);
        }
        for (QuantizedEmbedding sentence : sentences) {
            out.put(sentence.toBytes());
        }
        return out.array();
    }

    /** What the model's pooling makes of the token vectors, scaled to unit length. */
    Embedding vector() {
        return Embedding.of(raw);
    }

    /** The same, not scaled. */
    float[] raw() {
        return raw.clone();
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
